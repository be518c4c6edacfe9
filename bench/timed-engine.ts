import type { Engine } from '@atelier/core/engines/engine.ts';
import type { Stopwatch } from './measure.ts';

/** The same engine, with the time of each of its parts added to the watch. */
export function timedEngine(engine: Engine, watch: Stopwatch): Engine {
  return {
    name: engine.name,
    device: engine.device,
    reason: engine.reason,
    features: (...given) => watch.time('content features', () => engine.features(...given)),
    statistics: (...given) => watch.time('style statistics', () => engine.statistics(...given)),
    transform: (...given) => watch.time('transform network', () => engine.transform(...given)),
    detect: (...given) => watch.time('faces', () => engine.detect(...given)),
    evaluator: async (...given) => {
      const evaluator = await watch.time('compile graph', () => engine.evaluator(...given));
      return {
        picture: evaluator.picture,
        gradient: evaluator.gradient,
        setTargets: (targets) => evaluator.setTargets(targets),
        evaluate: (signal) => watch.time('loss + gradient', () => evaluator.evaluate(signal)),
        close: () => evaluator.close(),
      };
    },
    close: () => engine.close(),
  };
}
