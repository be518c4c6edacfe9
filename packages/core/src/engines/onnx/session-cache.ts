import { InferenceSession } from 'onnxruntime-node';

type Options = InferenceSession.SessionOptions;

interface Entry {
  readonly session: Promise<InferenceSession>;
  users: number;
  evicted: boolean;
}

export interface Lease {
  readonly session: InferenceSession;
  /** to be called once, when the session is not needed any more */
  release(): Promise<void>;
}

/** A session for one caller alone, gone when it is released. */
export async function lease(model: Uint8Array, options: Options): Promise<Lease> {
  const session = await InferenceSession.create(model, options);
  return { session, release: () => session.release() };
}

const identities = new WeakMap<object, number>();
let latest = 0;

/**
 * A number for the part of a key that stands for a network or an objective: the same for the same object only.
 * A digest would not do, since one file makes several networks (pooling, padding).
 */
export function identityOf(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, ++latest);
  return latest;
}

/**
 * Compiled sessions by key, the most recently used ones. A session may run for several callers at once; one
 * that falls out while it is in use is released by its last user.
 */
export class SessionCache {
  readonly #options: Options;
  readonly #capacity: number;
  /** the least recently used first */
  readonly #entries = new Map<string, Entry>();

  /** capacity: sessions that are kept, ≥ 1 */
  constructor(options: Options, capacity: number) {
    this.#options = options;
    this.#capacity = capacity;
  }

  /** The session of this key. `compile` makes its model when there is none; `options` then override the cache's. */
  async acquire(key: string, compile: () => Uint8Array, options: Options = {}): Promise<Lease> {
    const entry = this.#entries.get(key) ?? this.#create(compile, options);
    entry.users++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#evict();
    try {
      const session = await entry.session;
      return { session, release: () => this.#leave(entry) };
    } catch (error) {
      // a failure is not kept: there may be more memory next time
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  /** Runs `task` with the session of this key. */
  async use<T>(
    key: string,
    compile: () => Uint8Array,
    task: (session: InferenceSession) => Promise<T>,
    options?: Options,
  ): Promise<T> {
    const { session, release } = await this.acquire(key, compile, options);
    try {
      return await task(session);
    } finally {
      await release();
    }
  }

  /** Releases every session that nobody uses, and the others as soon as they are free. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => this.#drop(entry)));
  }

  #create(compile: () => Uint8Array, options: Options): Entry {
    const session = new Promise<Uint8Array>((resolve) => resolve(compile())).then((model) =>
      InferenceSession.create(model, { ...this.#options, ...options }),
    );
    return { session, users: 0, evicted: false };
  }

  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#capacity) return;
      this.#entries.delete(key);
      // nobody waits for this: what fails here has no consequence but memory
      this.#drop(entry).catch(() => undefined);
    }
  }

  async #drop(entry: Entry): Promise<void> {
    entry.evicted = true;
    if (entry.users === 0) await (await entry.session).release();
  }

  async #leave(entry: Entry): Promise<void> {
    entry.users--;
    if (entry.evicted && entry.users === 0) await (await entry.session).release();
  }
}
