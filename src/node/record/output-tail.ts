/** The last bytes of a stream as text, for recordings: a program may write gigabytes. */

export interface OutputTail {
  add(chunk: Uint8Array): void;
  /** Whole characters; where something was left out it starts at a line. */
  text(): string;
}

export const TAIL_BYTES = 64 * 1024;

export function outputTail(limit = TAIL_BYTES): OutputTail {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  let cut = false;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes <= 4 * limit) return;
      const joined = Buffer.concat(chunks).subarray(-limit);
      // A copy: the slice would keep all that it was cut from.
      chunks = [Uint8Array.from(joined)];
      bytes = limit;
      cut = true;
    },
    text: () => {
      const all = Buffer.concat(chunks);
      const shortened = cut || all.byteLength > limit;
      const last = all.subarray(-limit);
      if (!shortened) return last.toString('utf8');
      const line = last.indexOf(10);
      // Bytes 10xxxxxx continue a character whose start was cut off.
      let start = line >= 0 && line < last.byteLength - 1 ? line + 1 : 0;
      while (start < last.byteLength && ((last[start] ?? 0) & 0xc0) === 0x80) start += 1;
      return last.subarray(start).toString('utf8');
    },
  };
}
