import { wavOf } from "./wav";

/** @returns an address of the voice as WAV; give it back with URL.revokeObjectURL. @throws when it is no AMR that we can read. */
export async function playableVoice(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`voice: ${response.status}`);
  const samples = await decode(new Uint8Array(await response.arrayBuffer()));
  return URL.createObjectURL(new Blob([wavOf(samples)], { type: "audio/wav" }));
}

interface Decoded {
  command: "decode";
  amr: Float32Array | null;
}

function decode(amr: Uint8Array): Promise<Float32Array> {
  // Of our own origin, as the page's policy wants it; the decoder is half a megabyte that only listeners load.
  const worker = new Worker(new URL("./amr-worker.ts", import.meta.url), { type: "module" });
  return new Promise<Float32Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Decoded>) =>
      data.amr ? resolve(data.amr) : reject(new Error("voice: not AMR"));
    worker.onerror = () => reject(new Error("voice: the decoder failed"));
    worker.postMessage({ command: "decode", buffer: amr });
  }).finally(() => worker.terminate());
}
