import { post } from "../api/http";

/** A file of this computer, put where the archive would find it. */
export interface Uploaded {
  sdkfileid: string;
  md5sum: string;
  filesize: number;
  filename: string;
}

export const LARGEST_MB = 20;
export const isTooLarge = (file: File): boolean => file.size > LARGEST_MB * 1024 * 1024;

export async function upload(file: File): Promise<Uploaded> {
  const sdkfileid = btoa(`CLIENT-${crypto.randomUUID()}`);
  const base64 = await base64Of(file);
  const { bytes, md5sum } = await post<{ bytes: number; md5sum: string }>("/media", { sdkfileid, base64 });
  return { sdkfileid, md5sum, filesize: bytes, filename: file.name };
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
