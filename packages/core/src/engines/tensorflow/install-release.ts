/** What `npm run tensorflow -- install` takes. The releases that were tried: docs/engines.md. */

export const TENSORFLOW = '2.21.0';
export const TFJS = '4.22.0';
export const NODE_API_HEADERS = '1.9.0';

/** Pythons that the release has wheels for. */
export const PYTHONS = { least: 10, most: 13 } as const;

/** CUDA 12 and cuDNN 9, pinned within what `tensorflow[and-cuda]` of this release allows. */
const CUDA = [
  'nvidia-cublas-cu12==12.9.3.13',
  'nvidia-cuda-cupti-cu12==12.9.79',
  'nvidia-cuda-nvcc-cu12==12.9.86',
  'nvidia-cuda-nvrtc-cu12==12.9.86',
  'nvidia-cuda-runtime-cu12==12.9.79',
  'nvidia-cudnn-cu12==9.28.0.42',
  'nvidia-cufft-cu12==11.4.1.4',
  'nvidia-curand-cu12==10.3.10.19',
  'nvidia-cusolver-cu12==11.7.5.82',
  'nvidia-cusparse-cu12==12.5.10.65',
  'nvidia-nccl-cu12==2.32.3',
  'nvidia-nvjitlink-cu12==12.9.86',
];

/** `tensorflow-cpu`, a third smaller, has wheels for this processor alone. */
const withoutCuda = process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';

/** Without what they depend on: Python code that nothing here runs. */
export function wheels(gpu: boolean): readonly string[] {
  return gpu ? [`tensorflow==${TENSORFLOW}`, ...CUDA] : [`${withoutCuda}==${TENSORFLOW}`];
}

/** Megabytes that are fetched and that lie on the disk at the end, measured, the packages of npm included. */
export const SIZES = {
  cpu: { fetched: 320, kept: 1700 },
  gpu: { fetched: 3700, kept: 6500 },
} as const;
/** Megabytes that unpacking takes besides. */
export const UNPACKING = 700;
