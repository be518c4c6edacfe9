const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'another program has it',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'there is a file of that name',
  EIO: 'the disk does not work',
  EISDIR: 'it is a folder',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EPERM: 'it is not permitted',
  EROFS: 'the disk is read-only',
};

/** What a person reads of a failed system call; null for anything else that was thrown. */
export function systemReason(error: unknown): string | null {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && Object.hasOwn(REASONS, code) ? (REASONS[code] ?? null) : null;
}
