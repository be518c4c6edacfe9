/**
 * Parts of the method by themselves: what a layer keeps of a photo, what style layers know of a painting, what a
 * channel looks for.
 *
 * @module studies
 */
export {
  type ActivationMap,
  activationMaps,
  mapSheet,
} from '../transfer/studies/activation-maps.ts';
export { DREAM, type DreamRequest, dream } from '../transfer/studies/dream.ts';
export { type Patch, type PatchRequest, patchSheet, strongestPatches } from '../transfer/studies/patches.ts';
export {
  LIKENESS_FORMS,
  type LikenessForm,
  RECONSTRUCT,
  type ReconstructRequest,
  reconstruct,
} from '../transfer/studies/reconstruct.ts';
export { STUDY_OPTIONS, type Study, type StudyRequest } from '../transfer/studies/study.ts';
export { TEXTURE, type TextureRequest, texture } from '../transfer/studies/texture.ts';
