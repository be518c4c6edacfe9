import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';

/** Whether the program ffmpeg is on the PATH and starts. */
export function hasFfmpeg(): Promise<boolean> {
  return once(spawn('ffmpeg', ['-version'], { stdio: 'ignore' }), 'close').then(
    ([code]) => code === 0,
    () => false,
  );
}

export interface VideoOptions {
  width: number;
  height: number;
  /** pictures a second */
  rate: number;
}

/**
 * Frames of height × width × 3 bytes (RGB) as an MP4 file: H.264, even sides (an odd one gets a black line),
 * colours that every player shows. Throws Error with ffmpeg's own words.
 */
export async function encodeVideo(
  frames: readonly Uint8Array[],
  { width, height, rate }: VideoOptions,
): Promise<Uint8Array> {
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${width}x${height}`,
    '-r',
    String(rate),
    '-i',
    '-',
  ];
  const even = ['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p'];
  // a pipe cannot be gone back in, so the index stands in front of each fragment instead of at the start
  const output = ['-c:v', 'libx264', '-crf', '18', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4', '-'];
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...input, ...even, ...output]);
  const [video, words] = [bytesOf(child.stdout), bytesOf(child.stderr)];
  // ffmpeg that ends early closes its input; its exit code and words say why
  child.stdin.on('error', () => {});
  Readable.from(frames).pipe(child.stdin);
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(
      `ffmpeg ended with ${code}: ${Buffer.from(await words)
        .toString()
        .trim()}`,
    );
  return video;
}

async function bytesOf(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
