/** Characters without a visible shape, which could make a question look like another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/u;

/** The fields of one object of a form. What is wrong with them is collected, not thrown. */
export class Fields {
  readonly #content: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #problems: string[];
  readonly #read = new Set<string>();

  private constructor(content: object, where: string, problems: string[]) {
    this.#content = content as Readonly<Record<string, unknown>>;
    this.#where = where;
    this.#problems = problems;
  }

  /** Reads an object; anything else is a problem, and has no fields. */
  static of(value: unknown, where: string, problems: string[]): Fields {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) problems.push(`${where}: needs an object`);
    return new Fields(isObject ? value : {}, where, isObject ? problems : []);
  }

  /** Requires a field to have a value. */
  exactly(name: string, wanted: string): void {
    if (this.#get(name) !== wanted) this.#wrong(name, `needs ${JSON.stringify(wanted)}`);
  }

  /** One of some words; `undefined` for any other. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.#get(name);
    const found = words.find((word) => word === value);
    if (found === undefined) this.#wrong(name, `needs one of ${words.join(', ')}`);
    return found;
  }

  /** An integer within limits. */
  integer(name: string, least: number, most: number, otherwise?: number): number {
    const value = this.#get(name) ?? otherwise;
    if (
      typeof value === 'number' &&
      Number.isSafeInteger(value) &&
      value >= least &&
      value <= most
    ) {
      return value;
    }
    this.#wrong(name, `needs a whole number from ${least} to ${most}`);
    return otherwise ?? least;
  }

  /** Visible text of 1 to `most` characters. */
  text(name: string, most: number): string {
    return this.#visible(this.#get(name), name, most);
  }

  /** The same, if there is any. */
  someText<Name extends string>(name: Name, most: number): { readonly [_ in Name]?: string } {
    if (this.#get(name) === undefined) return {};
    return { [name]: this.text(name, most) } as { readonly [_ in Name]: string };
  }

  /** A list of a length within limits. */
  list(name: string, least: number, most: number): readonly unknown[] {
    const value = this.#get(name);
    if (Array.isArray(value) && value.length >= least && value.length <= most) return value;
    this.#wrong(name, `needs a list of ${least} to ${most}`);
    return [];
  }

  /** A list of texts, all different. */
  texts(name: string, least: number, most: number, longest: number): readonly string[] {
    const texts = this.list(name, least, most).map((text, i) =>
      this.#visible(text, `${name} ${i + 1}`, longest),
    );
    const twice = texts.find((text, i) => texts.indexOf(text) !== i);
    if (twice !== undefined && twice !== '')
      this.#wrong(name, `has ${JSON.stringify(twice)} twice`);
    return texts;
  }

  /** Requires that every field has been read. */
  end(): void {
    for (const name of Object.keys(this.#content)) {
      if (!this.#read.has(name)) this.#wrong(name.slice(0, 50), 'is not known here');
    }
  }

  #get(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.#content, name) ? this.#content[name] : undefined;
  }

  #visible(value: unknown, name: string, most: number): string {
    const fits =
      typeof value === 'string' &&
      value.trim() === value &&
      value.length > 0 &&
      value.length <= most &&
      !INVISIBLE.test(value);
    if (fits) return value;
    this.#wrong(name, `needs text of 1 to ${most} visible characters, without space at either end`);
    return '';
  }

  #wrong(name: string, problem: string): void {
    this.#problems.push(`${this.#where}: ${JSON.stringify(name)} ${problem}`);
  }
}
