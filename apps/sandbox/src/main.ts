import { startSandbox } from './run.ts';

/** A sandbox as a process of its own: prints one JSON line for the parent process, ends at SIGINT or SIGTERM. */
const port = Number(process.env.ATELIER_SANDBOX_PORT ?? 0);
const sandbox = await startSandbox({ port });
const { url, api, token, applicationId, attachmentHost, publicKey } = sandbox;
const told = { url, api, token, applicationId, attachmentHost, publicKey };
process.stdout.write(`${JSON.stringify(told)}\n`);

const stop = async () => {
  await sandbox.close();
  process.exit(0);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
