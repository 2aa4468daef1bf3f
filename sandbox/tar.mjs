// A tar with nothing of the moment or the machine in it: same entries, same bytes.

/**
 * @param {{ name: string, mode: number, content?: Buffer | string }[]} entries names with a final `/` are directories
 * @returns {Buffer}
 */
export function tar(entries) {
  const blocks = entries.flatMap(({ name, mode, content = '' }) => {
    const bytes = Buffer.from(content);
    return [header(name, mode, bytes.length), bytes, Buffer.alloc(-bytes.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function header(name, mode, size) {
  if (Buffer.byteLength(name) > 100) throw new Error(`too long a name for this tar: ${name}`);
  const block = Buffer.alloc(512);
  const octal = (value, at, width) => block.write(value.toString(8).padStart(width - 1, '0'), at);
  block.write(name, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(0, 136, 12); // time of change
  block.fill(' ', 148, 156); // the checksum counts itself as blanks
  block.write(name.endsWith('/') ? '5' : '0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
