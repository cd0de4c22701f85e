/**
 * UTF-8 both ways. TextDecoder and TextEncoder are everywhere this runs (Node, workers, webviews) but
 * belong to no ECMAScript library, so their types are stated here.
 */
interface Codecs {
  readonly TextDecoder: new (label?: string) => { decode(bytes: Uint8Array): string };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
}

export function makeDecoder(): (bytes: Uint8Array) => string {
  const decoder = new (globalThis as unknown as Codecs).TextDecoder('utf-8');
  return (bytes) => decoder.decode(bytes);
}

export function decodeUtf8(bytes: Uint8Array): string {
  return makeDecoder()(bytes);
}

export function encodeUtf8(text: string): Uint8Array {
  return new (globalThis as unknown as Codecs).TextEncoder().encode(text);
}

/**
 * Encodes and joins parts without ever holding the whole text as one string: V8 limits a string to about
 * 512 MB, and a profile's text can be longer.
 */
export class ByteWriter {
  private readonly chunks: Uint8Array[] = [];
  private pending: string[] = [];
  private pendingLength = 0;
  private length = 0;

  write(text: string): void {
    this.pending.push(text);
    this.pendingLength += text.length;
    if (this.pendingLength > 1 << 20) this.flush();
  }

  finish(): Uint8Array {
    this.flush();
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }

  private flush(): void {
    const chunk = encodeUtf8(this.pending.join(''));
    this.chunks.push(chunk);
    this.length += chunk.length;
    this.pending = [];
    this.pendingLength = 0;
  }
}
