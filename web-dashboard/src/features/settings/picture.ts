/** A picture from a file, small enough to be kept in a profile. */
export const PICTURES = ["image/png", "image/jpeg", "image/webp"];

/** In bytes: the most that the API takes. */
const LARGEST = 64 * 1024;
/** In pixels: twice as large as it is ever shown. */
const SIDES = [256, 128, 64];

/** The file itself where it is small, else the picture redrawn smaller; null for what is no picture. */
export async function pictureOf(file: File): Promise<string | null> {
  if (!PICTURES.includes(file.type)) return null;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  if (file.size <= LARGEST) return dataUrl(file);
  for (const side of SIDES) {
    const drawn = await redrawn(bitmap, side);
    if (drawn && drawn.size <= LARGEST) return dataUrl(drawn);
  }
  return null;
}

function redrawn(bitmap: ImageBitmap, side: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error(blob.type));
    reader.readAsDataURL(blob);
  });
}
