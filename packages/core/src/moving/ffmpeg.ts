import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { AtelierError } from '../errors.ts';

/** Bytes of a program's complaints that are kept. */
const WORDS = 4000;
/** Seconds for a look at a file's header: less than the process may take that opens strangers' files. */
const PROBE_SECONDS = 10;

/** A running ffmpeg or ffprobe, from the PATH. Errors: clip.no-ffmpeg. */
export class Program {
  readonly child: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<number | null>;
  #words = '';

  static async start(name: 'ffmpeg' | 'ffprobe', args: readonly string[]): Promise<Program> {
    const child = spawn(name, ['-hide_banner', '-loglevel', 'error', ...args], { stdio: 'pipe' });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new AtelierError('clip.no-ffmpeg', {}, cause);
    }
    return new Program(name, child);
  }

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.child = child;
    child.stdin!.on('error', () => {}); // one that ends early closes it; its exit code says why
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-WORDS);
    });
    this.#ended = once(child, 'close').then(([code]) => code);
  }

  get stdout(): Readable {
    return this.child.stdout!;
  }

  /** Throws what the program complained about. */
  async end(): Promise<void> {
    const code = await this.#ended;
    if (code !== 0) throw new Error(`${this.#name} ended with ${code}: ${this.#words.trim()}`);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    // what nobody reads any more would keep it from being closed
    this.child.stdout!.destroy();
    await this.#ended;
  }

  /** Waits until what was written is wanted. Throws when the program has ended. */
  async write(bytes: Uint8Array): Promise<void> {
    const stdin = this.child.stdin!;
    if (stdin.destroyed || !stdin.writable) return this.end();
    if (stdin.write(bytes)) return;
    await Promise.race([once(stdin, 'drain').catch(() => {}), this.#ended]);
  }
}

/** What ffprobe says of a file, as JSON. Errors: clip.no-ffmpeg, clip.damaged. */
export async function probe(file: string, demuxer: string): Promise<Probed> {
  const args = ['-protocol_whitelist', 'file', '-f', demuxer, '-print_format', 'json'];
  const program = await Program.start('ffprobe', [...args, '-show_streams', '-show_format', file]);
  const timer = setTimeout(() => program.child.kill('SIGKILL'), PROBE_SECONDS * 1000);
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of program.stdout) chunks.push(chunk);
    await program.end();
    return JSON.parse(Buffer.concat(chunks).toString()) as Probed;
  } catch (cause) {
    throw new AtelierError('clip.damaged', {}, cause);
  } finally {
    clearTimeout(timer);
  }
}

export interface Probed {
  streams?: ProbedStream[];
  format?: { duration?: string };
}

export interface ProbedStream {
  index: number;
  codec_type: string;
  codec_name?: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  color_space?: string;
  color_primaries?: string;
  color_transfer?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  duration?: string;
  sample_aspect_ratio?: string;
  tags?: Record<string, string>;
  side_data_list?: { rotation?: number }[];
  disposition?: { attached_pic?: number };
}
