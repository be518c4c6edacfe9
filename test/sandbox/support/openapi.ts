import { operation } from '../../openapi/description.ts';
import { objections } from '../../openapi/objections.ts';

/** What Discord's description objects to in an answer to the operation of this template; empty when nothing. */
export function checkAnswer(method: string, template: string, status: number, body: unknown): string[] {
  const found = operation(method, template);
  if (!found || !(status in found.answers)) return [`${method} ${template} does not answer ${status}`];
  const schema = found.answers[status];
  return schema ? objections(schema, body, 'answer') : [];
}
