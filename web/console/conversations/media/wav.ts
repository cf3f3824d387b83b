/** Of narrow-band AMR. */
const SAMPLES_PER_SECOND = 8_000;
const HEADER_BYTES = 44;

/** 16 bits, one channel. @param samples -1 to 1 */
export function wavOf(samples: Float32Array): ArrayBuffer {
  const bytes = samples.length * 2;
  const wav = new DataView(new ArrayBuffer(HEADER_BYTES + bytes));
  const word = (at: number, text: string) => {
    for (let i = 0; i < text.length; i += 1) wav.setUint8(at + i, text.charCodeAt(i));
  };
  word(0, "RIFF");
  wav.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  word(8, "WAVEfmt ");
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, SAMPLES_PER_SECOND, true);
  wav.setUint32(28, SAMPLES_PER_SECOND * 2, true);
  wav.setUint16(32, 2, true);
  wav.setUint16(34, 16, true);
  word(36, "data");
  wav.setUint32(40, bytes, true);
  for (const [index, sample] of samples.entries()) {
    wav.setInt16(HEADER_BYTES + index * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true);
  }
  return wav.buffer as ArrayBuffer;
}
