import type {
  APIApplicationCommand,
  APIApplicationCommandBasicOption,
  APIAttachment,
} from 'discord-api-types/v10';
import { extension, FILE_TYPES } from '../cdn/types.ts';
import { KIND_OF_OPTION, type Resolved } from './resolved.ts';
import { CannotSend, type OptionValue, type PhotoUpload } from './sender.ts';

/** Options that hold whole numbers, and numbers of any kind. */
const INTEGER = 4;
const NUMBER = 10;

/** The fields of an option that bound its value. */
type Bounds = APIApplicationCommandBasicOption & {
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  autocomplete?: boolean;
  choices?: { name: string; value: string | number }[];
  file_types?: string[];
};

/** The `options` of the payload; `keep` puts a file on the CDN. Throws what Discord's client would tell the person. */
export function optionData(
  command: APIApplicationCommand,
  values: Record<string, OptionValue>,
  resolved: Resolved,
  keep: (file: PhotoUpload) => APIAttachment,
): object[] {
  const known = (command.options ?? []) as APIApplicationCommandBasicOption[];
  const missing = known.filter((option) => option.required && values[option.name] === undefined);
  if (missing.length > 0)
    throw new CannotSend(`Required: ${missing.map((option) => option.name).join(', ')}.`);
  return Object.entries(values).map(([name, value]) => {
    const option = optionNamed(command, name) as Bounds;
    if (typeof value === 'object') {
      checkFileType(option, value.fileName);
      const file = keep(value);
      resolved.attachment(file);
      return { name, type: option.type, value: file.id };
    }
    checkBounds(option, value);
    const kind = KIND_OF_OPTION[option.type];
    if (kind) resolved.add(kind, String(value));
    return { name, type: option.type, value };
  });
}

/** Discord's client keeps to the bounds that were registered; what autocomplete offers may be left for other words. */
function checkBounds(option: Bounds, value: string | number | boolean): void {
  const { name, choices = [] } = option;
  if (choices.length > 0 && !choices.some((choice) => choice.value === value))
    throw new CannotSend(`${name} takes ${choices.map((choice) => choice.name).join(', ')}.`);
  if (option.type === INTEGER || option.type === NUMBER) {
    const { min_value: min = -Infinity, max_value: max = Infinity } = option;
    if (typeof value !== 'number' || (option.type === INTEGER && !Number.isInteger(value)))
      throw new CannotSend(`${name} takes a ${option.type === INTEGER ? 'whole ' : ''}number.`);
    if (value < min || value > max) throw new CannotSend(`${name} goes from ${min} to ${max}.`);
  }
  if (typeof value === 'string') {
    const { min_length: min = 0, max_length: max = 6_000 } = option;
    const size = [...value].length;
    if (size < min || size > max) throw new CannotSend(`${name} takes ${min} to ${max} characters.`);
  }
}

/** Discord's client looks at the extension only. */
function checkFileType(option: Bounds, fileName: string): void {
  const types = option.file_types;
  if (!types || types.length === 0) return;
  const allowed = types.flatMap((type) => FILE_TYPES[type] ?? [type.replace(/^\./, '')]);
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
