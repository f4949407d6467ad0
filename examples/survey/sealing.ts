/** A key of the browser that pages can use and not read, and what it has encrypted. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
}

/** Makes an AES-GCM key that cannot be exported. */
export function wrappingKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Encrypts bytes for one purpose. */
export async function seal(key: CryptoKey, purpose: string, plain: Uint8Array): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt(how(iv, purpose), key, Uint8Array.from(plain));
  return { iv, box };
}

/** Opens what {@link seal} returned for the same purpose. @throws Error if it was changed */
export async function unseal(key: CryptoKey, purpose: string, sealed: Sealed): Promise<Uint8Array> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how(sealed.iv, purpose), key, sealed.box));
  } catch (cause) {
    throw new Error(
      `what this browser keeps for this page is damaged (${purpose}): clear the site’s data and ask for a new place in the survey`,
      { cause },
    );
  }
}

function how(iv: Uint8Array<ArrayBuffer>, purpose: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(purpose) };
}
