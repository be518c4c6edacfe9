import type {
  APIApplicationCommand,
  APIApplicationCommandBasicOption,
  APIAttachment,
} from 'discord-api-types/v10';
import { extension, IMAGE_EXTENSIONS } from '../cdn/types.ts';
import { CannotSend, type OptionValue, type PhotoUpload } from './sender.ts';

/** The `options` of the payload; `keep` puts a file on the CDN. Throws what Discord's client would tell the person. */
export function optionData(
  command: APIApplicationCommand,
  values: Record<string, OptionValue>,
  keep: (file: PhotoUpload) => APIAttachment,
): object[] {
  const known = (command.options ?? []) as APIApplicationCommandBasicOption[];
  const missing = known.filter((option) => option.required && values[option.name] === undefined);
  if (missing.length > 0)
    throw new CannotSend(`Required: ${missing.map((option) => option.name).join(', ')}.`);
  return Object.entries(values).map(([name, value]) => {
    const option = optionNamed(command, name);
    if (typeof value !== 'object') return { name, type: option.type, value };
    checkFileType(option, value.fileName);
    return { name, type: option.type, value: keep(value).id };
  });
}

/** Discord's client looks at the extension only. */
function checkFileType(option: APIApplicationCommandBasicOption, fileName: string): void {
  const types = (option as { file_types?: string[] }).file_types;
  if (!types || types.length === 0) return;
  const allowed = types.flatMap((type) => (type === 'image' ? IMAGE_EXTENSIONS : [type.replace(/^\./, '')]));
  if (!allowed.includes(extension(fileName)))
    throw new CannotSend(`${option.name} takes ${allowed.join(', ')}: ${fileName} is none of these.`);
}

export function optionNamed(command: APIApplicationCommand, name: string): APIApplicationCommandBasicOption {
  const option = (command.options as APIApplicationCommandBasicOption[] | undefined)?.find(
    (one) => one.name === name,
  );
  if (!option) throw new CannotSend(`/${command.name} has no option ${name}.`);
  return option;
}
