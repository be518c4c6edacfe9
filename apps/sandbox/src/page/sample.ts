import { useEffect } from 'preact/hooks';
import type { ChatCommand, ChatSample } from '../chat/model.ts';
import { ATTACHMENT } from './options.ts';

/** Puts a sample photo that was chosen in the stream into the command's first attachment option. */
export function useSample(
  command: ChatCommand,
  sample: ChatSample | null,
  set: (name: string, value: File) => void,
): void {
  useEffect(() => {
    const option = command.options.find((one) => one.type === ATTACHMENT);
    if (sample && option) sampleFile(sample).then((file) => set(option.name, file));
  }, [sample]);
}

export async function sampleFile(sample: ChatSample): Promise<File> {
  const blob = await (await fetch(sample.url)).blob();
  return new File([blob], sample.name, { type: blob.type });
}
