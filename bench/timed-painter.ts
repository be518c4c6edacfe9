import { openEnginePainter } from '@atelier/worker/engine-painter.ts';
import { servePainter } from '@atelier/worker/serve-painter.ts';

/** A painter process whose results say as `network` how many ms they took in it. */
servePainter(async (settings) => {
  const painter = await openEnginePainter(settings);
  return {
    ...painter,
    async paint(job, options) {
      const begin = performance.now();
      const result = await painter.paint(job, options);
      return { ...result, network: String(performance.now() - begin) };
    },
  };
});
