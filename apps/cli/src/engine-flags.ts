import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { bytesOf } from '@atelier/core/engines/memory.ts';
import type { DeviceName, EngineName } from '@atelier/core/engines/names.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';

/** What computes: the same flags for every command that computes, each before its variable of the environment. */
export interface EngineFlags {
  engine?: EngineName;
  device?: DeviceName;
  threads?: number;
  /** MB */
  memory?: number;
}

/** The flags with what the environment says where there is none. Error: environment.invalid. */
export function engineChoiceOf({ engine, device, threads, memory }: EngineFlags) {
  const environment = readEnvironment();
  return {
    engine: engine ?? environment.engine,
    device: device ?? environment.device,
    threads: threads ?? environment.threads ?? undefined,
    memory: bytesOf(memory ?? environment.memory),
  };
}

/** Error: engine.unavailable. */
export function openEngine(flags: EngineFlags): Promise<Engine> {
  return chooseEngine(engineChoiceOf(flags));
}
