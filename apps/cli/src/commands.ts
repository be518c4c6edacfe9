import type { Command } from 'commander';
import type { Exit } from './arguments.ts';

export interface CommandEntry {
  name: string;
  description: string;
  /** Adds arguments, options and the action. */
  define(command: Command, exit: Exit): Promise<unknown>;
}

/** Every command of `atelier`, in the order of its help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'start',
    description: 'start everything: database, one worker, the bot; without DISCORD_TOKEN also the sandbox',
    define: async (command, exit) => (await import('./service-options.ts')).addStart(command, exit),
  },
  {
    name: 'demo',
    description: 'one sample photo the whole way through sandbox, bot, database and worker; then stop',
    define: async (command, exit) => (await import('./service-options.ts')).addDemo(command, exit),
  },
  {
    name: 'serve',
    description: 'an HTTP service: post a photo, get a painting; with an OpenAPI description',
    define: async (command, exit) => (await import('./service-options.ts')).addServe(command, exit),
  },
  {
    name: 'style',
    description: 'paint files: no Discord, no database',
    define: async (command, exit) => (await import('./style-options.ts')).addStyle(command, exit),
  },
  {
    name: 'reconstruct',
    description: 'what one layer keeps of a photo: from noise, content alone',
    define: async (command) => (await import('./study-options.ts')).addReconstruct(command),
  },
  {
    name: 'texture',
    description: 'what the style layers know of a painting: from noise, style alone',
    define: async (command) => (await import('./study-options.ts')).addTexture(command),
  },
  {
    name: 'dream',
    description: 'a photo in which a layer sees more and more of what it looks for',
    define: async (command) => (await import('./study-options.ts')).addDream(command),
  },
  {
    name: 'look',
    description: 'into a network: the maps of a layer, or what excites one of its channels most',
    define: async (command) => (await import('./study-options.ts')).addLook(command),
  },
  {
    name: 'lab',
    description: 'the literature’s experiments, repeated here: one page with claims, numbers and verdicts',
    define: async (command) => (await import('./lab-options.ts')).addLab(command),
  },
  {
    name: 'learn',
    description: 'a painting of yours as a preset, for both qualities',
    define: async (command) => (await import('./learn-options.ts')).addLearn(command),
  },
  {
    name: 'presets',
    description: 'the styles: those that ship and your own',
    define: async (command) => (await import('./catalogue-options.ts')).addPresets(command),
  },
  {
    name: 'engines',
    description: 'what this machine can compute with, what is chosen and why, and how quickly each is',
    define: async (command) => (await import('./catalogue-options.ts')).addEngines(command),
  },
  {
    name: 'fleet',
    description: 'look after bot and workers on the database of DATABASE_URL',
    define: async (command) => (await import('./fleet-options.ts')).addFleet(command),
  },
  {
    name: 'tensorflow',
    description: 'TensorFlow’s own library for the engine tensorflow, which computes in WebAssembly without',
    define: async (command) => (await import('./catalogue-options.ts')).addTensorflow(command),
  },
  {
    name: 'models',
    description: 'the networks: those that ship and the published ones',
    define: async (command) => (await import('./catalogue-options.ts')).addModels(command),
  },
];
