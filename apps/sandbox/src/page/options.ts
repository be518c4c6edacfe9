import type { ChatOption, ChatSample } from '../chat/model.ts';
import type { Values } from './send.ts';

/** Types of Discord's command options that the page knows. */
export const INTEGER = 4;
export const BOOLEAN = 5;
export const NUMBER = 10;
export const ATTACHMENT = 11;

/** What the control for one option is given. */
export interface FieldProps {
  option: ChatOption;
  value: Values[string] | undefined;
  set: (value: Values[string] | undefined) => void;
  command: string;
  values: Values;
  samples: ChatSample[];
  channelId: string;
  /** Files that are dropped or pasted go to this option. */
  takesDrops: boolean;
  /** The last attempt to send failed because of this option. */
  wrong: boolean;
}
