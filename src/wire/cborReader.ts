import { FLOAT64_HEAD, MAJOR } from './cbor.ts';
import { WireError } from './errors.ts';

/**
 * Which encodings are accepted: only deterministic ones or, in the attack suite, also heads that
 * are longer than necessary.
 */
export type Reading = 'canonical' | 'lenient';

/**
 * The head of an item. The argument is an integer, a length in bytes or a number of items,
 * depending on the major type.
 */
interface Head {
  readonly major: number;
  readonly argument: number;
}

/** Maximum length of the word by which variants of a structure are told apart. */
const MOST_KIND_BYTES = 64;

const UTF8: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes deterministic CBOR item by item, checking each against the expected type and limits
 * before memory is allocated: malformed input costs no more than its own size. Byte strings are
 * views into the input.
 *
 * @throws all reading methods throw {@link WireError} `not-canonical` or `wrong-shape`, with the
 *   place in the message
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Which encodings are accepted. */
  readonly reading: Reading;
  readonly #place: (string | number)[];
  #at = 0;

  /**
   * Creates a reader at the first byte.
   *
   * @param name - what the bytes are, for error messages
   */
  constructor(bytes: Uint8Array, name: string, reading: Reading = 'canonical') {
    // Views into a Node Buffer would be Buffers, whose `slice` does not copy.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#place = [name];
    this.reading = reading;
  }

  /** Reads an integer from `min` to `max`, both safe integers. */
  integer(min: number, max: number): number {
    const { major, argument } = this.#head();
    const value = major === MAJOR.negative ? -1 - argument : argument;
    const fits = major <= MAJOR.negative && value >= min && value <= max;
    return fits ? value : this.wrongShape(`an integer from ${min} to ${max}`);
  }

  /** Reads a finite 64-bit float. */
  float64(): number {
    if (this.#head().major !== MAJOR.other) return this.wrongShape('a float of 64 bits');
    const value = this.#view.getFloat64(this.#skip(8));
    return Number.isFinite(value) ? value : this.#notCanonical('a float is not finite');
  }

  /** Reads a byte string of `min` to `max` bytes, as a view. */
  bytes(min: number, max: number): Uint8Array {
    const from = this.placeOfBytes(min, max);
    return this.#bytes.subarray(from, this.#at);
  }

  /** Reads a byte string as `bytes` does, and returns the offset of its first byte. */
  placeOfBytes(min: number, max: number): number {
    const { major, argument: length } = this.#head();
    if (major !== MAJOR.bytes || length < min || length > max) {
      return this.wrongShape(`${min === max ? min : `${min} to ${max}`} bytes`);
    }
    return this.#skip(length);
  }

  /** The offset of the next item. */
  get at(): number {
    return this.#at;
  }

  /** Reads valid UTF-8 of at most `max` UTF-16 code units. */
  text(max: number): string {
    const { major, argument: length } = this.#head();
    // A code unit takes at most three bytes of UTF-8.
    const value = major === MAJOR.text && length <= 3 * max ? this.#utf8(length) : undefined;
    return value !== undefined && value.length <= max
      ? value
      : this.wrongShape(`text of at most ${max} characters`);
  }

  /** Reads the head of a list of `min` to `max` items, and returns their number. */
  list(min: number, max: number, wanted = `a list of ${min} to ${max} items`): number {
    const { major, argument: count } = this.#head();
    if (major !== MAJOR.list || count < min || count > max) return this.wrongShape(wanted);
    return count;
  }

  /** The first word of the next list, without consuming anything; `undefined` if there is none. */
  kind(): string | undefined {
    const before = this.#at;
    const list = this.#head();
    const word = list.major === MAJOR.list && list.argument > 0 ? this.#head() : undefined;
    const isWord = word?.major === MAJOR.text && word.argument <= MOST_KIND_BYTES;
    const kind = isWord ? this.#utf8(word.argument) : undefined;
    this.#at = before;
    return kind;
  }

  /** The major type of the next item, without consuming anything; `undefined` at the end. */
  major(): number | undefined {
    return this.#left > 0 ? this.#bytes[this.#at]! >> 5 : undefined;
  }

  /** Enters a part of the current item, so that errors name it. */
  enter(part: string | number): void {
    this.#place.push(part);
  }

  /** Leaves the part entered last. */
  leave(): void {
    this.#place.pop();
  }

  /** Requires that all bytes were read. */
  end(): void {
    if (this.#left > 0) this.#notCanonical(`${this.#left} bytes are left over`);
  }

  /** Rejects the current item. */
  wrongShape(wanted: string): never {
    throw new WireError('wrong-shape', `${this.#where()}: expected ${wanted}`);
  }

  get #left(): number {
    return this.#bytes.length - this.#at;
  }

  #where(): string {
    return this.#place.reduce<string>(
      (path, part, i) =>
        i === 0 ? `${part}` : typeof part === 'number' ? `${path}[${part}]` : `${path}.${part}`,
      '',
    );
  }

  #notCanonical(problem: string): never {
    throw new WireError('not-canonical', `${this.#where()}: not deterministic CBOR: ${problem}`);
  }

  #head(): Head {
    const first = this.#bytes[this.#skip(1)]!;
    const [major, info] = [first >> 5, first & 31];
    if (first === FLOAT64_HEAD) return { major, argument: 0 };
    if (major === MAJOR.other) {
      return this.#notCanonical('there are no simple values, and floats take 64 bits');
    }
    if (major > MAJOR.list) return this.#notCanonical('there are no maps and no tags');
    if (info < 24) return { major, argument: info };
    if (info > 27) return this.#notCanonical('no length is indefinite');
    const argument = this.#argument(1 << (info - 24));
    const least = info === 24 ? 24 : 2 ** (4 << (info - 24));
    if (argument < least && this.reading === 'canonical') {
      return this.#notCanonical('a head is longer than it need be');
    }
    return { major, argument };
  }

  #argument(size: number): number {
    const at = this.#skip(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at);
    if (size === 4) return this.#view.getUint32(at);
    const argument = this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
    if (argument <= Number.MAX_SAFE_INTEGER) return argument;
    return this.#notCanonical('a number is beyond 2^53 − 1');
  }

  #take(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Skips bytes, which must exist, and returns the offset of the first. */
  #skip(length: number): number {
    const at = this.#at;
    if (length > this.#left) this.#notCanonical('it ends early');
    this.#at += length;
    return at;
  }

  #utf8(length: number): string {
    const bytes = this.#take(length);
    let text: string;
    try {
      text = UTF8.decode(bytes);
    } catch {
      return this.#notCanonical('text is not UTF-8');
    }
    return text.startsWith('\uFEFF') ? this.#notCanonical('text begins with U+FEFF') : text;
  }
}
