import type { InferenceOptions, InferenceSession } from "../engine.ts";
import { findEngine, type EngineKey } from "./engine-cache.ts";

type ProviderOptions = Readonly<Record<string, string>>;

/** Where engines are kept, and what makes and opens them. */
export interface EngineShop {
  readonly root: string;
  readonly key: EngineKey;
  /** Builds the engine of a model into the place that the options name; minutes. */
  build(model: InferenceOptions, options: ProviderOptions): Promise<void>;
  /** Opens a model with what was built there; seconds. */
  open(model: InferenceOptions, options: ProviderOptions): Promise<InferenceSession>;
}

/**
 * Opens a model on a provider that builds an engine for it, and keeps what was built: the next opening of the
 * same model on the same key builds nothing. An engine that lies there and does not open is built anew, once.
 *
 * Going over to another model opens a second session, whose engine has a place of its own; the first answers
 * until then.
 *
 * @throws what `build` and `open` throw of a model without a cached engine
 */
export async function openCached(
  shop: EngineShop,
  options: InferenceOptions,
): Promise<InferenceSession> {
  let session = await openOne(shop, options);
  let isClosed = false;
  return {
    run: (inputs) => session.run(inputs),
    load: async (model) => {
      const opened = await openOne(shop, { ...options, model: model.slice() });
      if (isClosed) return opened.close();
      const before = session;
      session = opened;
      await before.close();
    },
    close: () => {
      isClosed = true;
      return session.close();
    },
  };
}

async function openOne(shop: EngineShop, options: InferenceOptions): Promise<InferenceSession> {
  const { root, key } = shop;
  const place = await findEngine({ root, key, model: options.model });
  try {
    if (!place.isBuilt) {
      await shop.build(options, place.options);
      await place.seal();
    }
    return await shop.open(options, place.options);
  } catch (error) {
    await place.discard();
    if (!place.isBuilt) throw error;
    // Whole, and yet not taken: of another driver, say.
    return openOne(shop, options);
  }
}
