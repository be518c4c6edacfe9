import { openEnginePainter } from './engine-painter.ts';
import { servePainter } from './serve-painter.ts';

/** The process in which a worker's pictures are painted. */
servePainter(openEnginePainter);
