import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { descriptionPath } from '../../openapi/description.ts';

interface Description {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>>;
}

/** Checks answers: what Discord's description objects to in the body of one, empty when nothing. */
export function answerChecker(): (
  method: string,
  template: string,
  status: number,
  body: unknown,
) => string[] {
  const path = descriptionPath();
  if (!path) throw new Error('Expected Discord’s OpenAPI description; ask skipReason() first');
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(description as object, 'discord');
  return (method, template, status, body) => {
    const response = description.paths[template]?.[method.toLowerCase()]?.responses[status];
    if (!response) return [`${method} ${template} does not answer ${status}`];
    if (!response.content) return [];
    const pointer = [
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ];
    const written = pointer.map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const check = ajv.compile({ $ref: `discord#/${written.join('/')}` });
    if (check(body)) return [];
    return (check.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
  };
}
