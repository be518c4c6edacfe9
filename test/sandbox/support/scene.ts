import { startSandbox } from '@atelier/sandbox/run.ts';
import type { Sandbox } from '@atelier/sandbox/sandbox.ts';
import type { Client } from 'discord.js';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';

/** A sandbox with a bot, and a browser that can look at it. */
export interface Scene {
  sandbox: Sandbox;
  browser: Browser;
  close(): Promise<void>;
}

export async function openScene<Bot extends { client: Client<true> }>(
  connect: (sandbox: Sandbox) => Promise<Bot>,
): Promise<Scene & Bot> {
  const sandbox = await startSandbox();
  const bot = await connect(sandbox);
  const browser = await openBrowser();
  const close = async () => {
    await browser.close();
    await bot.client.destroy();
    await sandbox.close();
  };
  return { ...bot, sandbox, browser, close };
}
