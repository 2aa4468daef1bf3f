/** A tar with nothing of the moment or the machine in it: same entries, same bytes. */
export function tar(entries: { name: string; mode: number; content?: Buffer | string }[]): Buffer;
