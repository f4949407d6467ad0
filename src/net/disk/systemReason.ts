/** What error codes mean to the person who named the file or folder, and what to do next. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied; change its permissions, or choose another place',
  EPERM: 'permission is denied; change its permissions, or choose another place',
  EROFS: 'the file system is read-only; choose another place',
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EFBIG: 'the file grows larger than the system allows',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is a file where a folder is needed; choose another place',
  EEXIST: 'there is a file where a folder is needed; choose another place',
  EISDIR: 'there is a folder where a file is needed; choose another place',
  ENOTEMPTY: 'the folder is not empty',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine',
  EBUSY: 'it is in use',
  EIO: 'the disk reports an error; check it',
  ENOMEM: 'the system is out of memory; free some, or raise the limit',
  LEVEL_LOCKED: 'another process has it open; stop that one, or choose another folder',
  LEVEL_CORRUPTION: 'its files are damaged',
};

/**
 * Why a file, a folder or a database in it cannot be used, as a phrase; for an unknown error, its
 * own message.
 */
export function systemReason(error: unknown): string {
  // LevelDB puts the reason into `cause`.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  const reason = typeof code === 'string' ? REASONS[code] : undefined;
  return reason ?? (typeof message === 'string' ? message : String(cause));
}

/**
 * Whether an error comes from the operating system: it then has a code and names the call that
 * failed.
 */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return error instanceof Error && typeof code === 'string' && typeof syscall === 'string';
}
