/** What one picture may cost the process that opens it. */
export const ISOLATION = {
  /** Seconds for one task; the slowest picture within `IMAGE_LIMITS` takes 2.5 on two idle cores. */
  seconds: 15,
  /** Seconds for a new process to be ready; 0.4 on an idle machine. */
  startSeconds: 60,
  /** Megabytes resident. Photos of 50 megapixels take 100 to 520, an AVIF of 24 with 8 bits 520. */
  megabytes: 600,
  /** Megabytes left behind by a picture, from which on the next one gets a fresh process. */
  retireMegabytes: 250,
} as const;
