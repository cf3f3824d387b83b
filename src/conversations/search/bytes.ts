/** Numbers below 2^53 in as few bytes as they need, seven bits each. */
export class ByteWriter {
  #buffer: Buffer;
  length = 0;

  constructor(capacity = 4_096) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  varint(value: number): void {
    if (this.length + 8 > this.#buffer.length) this.#grow(8);
    let rest = value;
    while (rest >= 0x8000_0000) {
      this.#buffer[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#buffer[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.length++] = rest;
  }

  /** Small in either direction. */
  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  bytes(other: ByteWriter): void {
    if (this.length + other.length > this.#buffer.length) this.#grow(other.length);
    other.#buffer.copy(this.#buffer, this.length, 0, other.length);
    this.length += other.length;
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.length));
    this.length = 0;
    return taken;
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.length + more));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }
}

export class ByteReader {
  position = 0;

  constructor(readonly buffer: Buffer) {}

  get ended(): boolean {
    return this.position >= this.buffer.length;
  }

  varint(): number {
    const { buffer } = this;
    let byte = buffer[this.position++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let shift = 7;
    do {
      byte = buffer[this.position++]!;
      // Beyond 31 bits shifts would overflow.
      value = shift < 28 ? value | ((byte & 127) << shift) : value + (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte >= 128);
    return value;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
}
