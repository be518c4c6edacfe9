import type { AskedOption } from '@atelier/contract/order.ts';
import { type Language, languageOf } from './locale.ts';

/** What `/style` asks for: the options of the order, and the pictures that come with it. */
export type Asked = AskedOption | 'photo' | 'styleImage' | 'private';

/** One option of the order in one language. */
export interface OptionTexts {
  /** in `/style`: lower case, no spaces, at most 32 characters */
  name: string;
  /** in `/style`: at most 100 characters */
  description: string;
  /** labels of the values of a choice */
  choices?: Readonly<Record<string, string>>;
  /**
   * In the line of a result that says how it was made; left out where nothing is said there. `{value}` is the value,
   * for a choice its label; `{percent}` and `{title}` are the share and the title of a second preset
   */
  told?: string;
}

/**
 * Everything that a person is asked for, options under the keys of `ORDER`, in six languages and in the order in
 * which `/style` shows it: one entry here is all that a new option needs of words (docs/how-to/option.md).
 */
export const ORDER_TEXTS = {
  photo: {
    en: { name: 'photo', description: 'The photo to paint: JPEG, PNG, WebP, AVIF or GIF, at most 25 MB' },
    de: {
      name: 'foto',
      description: 'Das Foto, das gemalt wird: JPEG, PNG, WebP, AVIF oder GIF, höchstens 25 MB',
    },
    fr: { name: 'photo', description: 'La photo à peindre : JPEG, PNG, WebP, AVIF ou GIF, 25 Mo au plus' },
    'es-ES': {
      name: 'foto',
      description: 'La foto que se va a pintar: JPEG, PNG, WebP, AVIF o GIF, 25 MB como máximo',
    },
    ja: { name: '写真', description: '描く写真：JPEG、PNG、WebP、AVIF、GIF（25 MBまで）' },
    'pt-BR': { name: 'foto', description: 'A foto a pintar: JPEG, PNG, WebP, AVIF ou GIF, no máximo 25 MB' },
  },
  preset: {
    en: { name: 'preset', description: 'The style: type a name, an artist or a mood' },
    de: {
      name: 'vorlage',
      description: 'Der Stil: Tipp einen Namen, jemanden, der malte, oder eine Stimmung',
    },
    fr: { name: 'modèle', description: 'Le style : tape un nom, un artiste ou une ambiance' },
    'es-ES': { name: 'modelo', description: 'El estilo: escribe un nombre, un artista o un ambiente' },
    ja: { name: 'スタイル', description: '画風：作品名、画家、雰囲気を入力してください' },
    'pt-BR': { name: 'modelo', description: 'O estilo: digite um nome, um artista ou um clima' },
  },
  quality: {
    en: {
      name: 'quality',
      description: 'Fast takes seconds, high takes longer. Without it: fast where the style can',
      choices: { fast: 'fast: in seconds', high: 'high: optimised for this very photo' },
    },
    de: {
      name: 'qualität',
      description: 'Schnell: Sekunden, hoch: länger. Ohne Angabe: schnell, wo der Stil es kann',
      choices: { fast: 'schnell: in Sekunden', high: 'hoch: für genau dieses Foto optimiert' },
    },
    fr: {
      name: 'qualité',
      description: 'Rapide : quelques secondes ; haute : plus long. Par défaut : rapide si possible',
      choices: { fast: 'rapide : en quelques secondes', high: 'haute : optimisée pour cette photo précise' },
    },
    'es-ES': {
      name: 'calidad',
      description: 'Rápida: segundos; alta: más tiempo. Si no se indica: rápida si el estilo puede',
      choices: { fast: 'rápida: en segundos', high: 'alta: optimizada para esta misma foto' },
    },
    ja: {
      name: '品質',
      description: '高速は数秒、高品質はもっとかかります。省略時は、できれば高速',
      choices: { fast: '高速：数秒で完成', high: '高品質：この写真に合わせて最適化' },
    },
    'pt-BR': {
      name: 'qualidade',
      description: 'Rápida: segundos; alta: mais tempo. Sem indicar: rápida, se o estilo permitir',
      choices: { fast: 'rápida: em segundos', high: 'alta: otimizada para esta foto' },
    },
  },
  strength: {
    en: {
      name: 'strength',
      description: '0: the photo itself, 100: nearly nothing but style. Without it: 70',
      told: 'strength {value}',
    },
    de: {
      name: 'stärke',
      description: '0: das Foto selbst, 100: fast nur noch Stil. Ohne Angabe: 70',
      told: 'Stärke {value}',
    },
    fr: {
      name: 'intensité',
      description: '0 : la photo elle-même, 100 : presque rien que le style. Par défaut : 70',
      told: 'intensité {value}',
    },
    'es-ES': {
      name: 'intensidad',
      description: '0: la propia foto; 100: casi solo estilo. Si no se indica: 70',
      told: 'intensidad {value}',
    },
    ja: {
      name: '強さ',
      description: '0は写真そのもの、100はほぼスタイルだけ。省略時は70',
      told: '強さ {value}',
    },
    'pt-BR': {
      name: 'intensidade',
      description: '0: a própria foto; 100: quase só estilo. Sem indicar: 70',
      told: 'intensidade {value}',
    },
  },
  blend: {
    en: {
      name: 'blend',
      description: 'A second style, mixed in',
      told: 'blended with {percent} % of {title}',
    },
    de: {
      name: 'mischung',
      description: 'Ein zweiter Stil, der dazugemischt wird',
      told: 'dazu {percent} % {title}',
    },
    fr: {
      name: 'mélange',
      description: 'Un second style, mêlé au premier',
      told: 'mêlé de {percent} % de {title}',
    },
    'es-ES': {
      name: 'mezcla',
      description: 'Un segundo estilo que se mezcla',
      told: 'mezclado con {percent} % de {title}',
    },
    ja: {
      name: '混合',
      description: '混ぜ合わせる、もう一つのスタイル',
      told: '{title} を {percent} % 混合',
    },
    'pt-BR': {
      name: 'mistura',
      description: 'Um segundo estilo, misturado ao primeiro',
      told: 'misturado com {percent} % de {title}',
    },
  },
  blendShare: {
    en: { name: 'blend_share', description: 'Per cent of the second style in the blend. Without it: 50' },
    de: { name: 'mischanteil', description: 'Prozent des zweiten Stils in der Mischung. Ohne Angabe: 50' },
    fr: {
      name: 'part_mélange',
      description: 'Pour cent du second style dans le mélange. Sans indication : 50',
    },
    'es-ES': {
      name: 'parte_mezcla',
      description: 'Tanto por ciento del segundo estilo. Si no se indica: 50',
    },
    ja: { name: '混合割合', description: 'もう一つのスタイルの割合（％）。指定しなければ 50' },
    'pt-BR': {
      name: 'parte_mistura',
      description: 'Por cento do segundo estilo na mistura. Sem indicação: 50',
    },
  },
  styleImage: {
    en: {
      name: 'style_image',
      description: 'A picture of your own as the style; beside a preset: a blend of both',
    },
    de: {
      name: 'stilbild',
      description: 'Ein eigenes Bild als Stil; neben einem Stil: eine Mischung aus beiden',
    },
    fr: {
      name: 'image_de_style',
      description: 'Une image à toi comme style ; avec un style choisi : un mélange des deux',
    },
    'es-ES': {
      name: 'imagen_de_estilo',
      description: 'Una imagen tuya como estilo; junto a un estilo: una mezcla de ambos',
    },
    ja: {
      name: 'スタイル画像',
      description: '自分の画像をスタイルにします（ほかのスタイルと一緒なら混ぜます）',
    },
    'pt-BR': {
      name: 'imagem_de_estilo',
      description: 'Uma imagem sua como estilo; junto a um estilo: uma mistura dos dois',
    },
  },
  keepColours: {
    en: { name: 'keep_colours', description: 'Keep the colours of the photo', told: 'colours of the photo' },
    de: { name: 'farben_behalten', description: 'Die Farben des Fotos behalten', told: 'Farben des Fotos' },
    fr: {
      name: 'garder_couleurs',
      description: 'Garder les couleurs de la photo',
      told: 'couleurs de la photo',
    },
    'es-ES': {
      name: 'conservar_colores',
      description: 'Conservar los colores de la foto',
      told: 'colores de la foto',
    },
    ja: { name: '色を保つ', description: '写真の色をそのまま残します', told: '写真の色のまま' },
    'pt-BR': { name: 'manter_cores', description: 'Manter as cores da foto', told: 'cores da foto' },
  },
  size: {
    en: {
      name: 'size',
      description: 'Pixels of the longer side. Without it: as the photo, at most 1024 (fast) or 512 (high)',
    },
    de: {
      name: 'größe',
      description:
        'Pixel der längeren Seite. Ohne Angabe: wie das Foto, höchstens 1024 (schnell) oder 512 (hoch)',
    },
    fr: {
      name: 'taille',
      description: 'Pixels du côté long. Par défaut : comme la photo, au plus 1024 (rapide) ou 512 (haute)',
    },
    'es-ES': {
      name: 'tamaño',
      description: 'Píxeles del lado mayor. Si no se indica: como la foto, máximo 1024 (rápida) o 512 (alta)',
    },
    ja: {
      name: 'サイズ',
      description: '長い辺のピクセル数。省略時は写真と同じ（最大で高速1024、高品質512）',
    },
    'pt-BR': {
      name: 'tamanho',
      description: 'Pixels do lado maior. Sem indicar: como a foto, no máximo 1024 (rápida) ou 512 (alta)',
    },
  },
  strokes: {
    en: {
      name: 'strokes',
      description: 'How large the strokes are. Without it: medium',
      choices: { fine: 'fine', medium: 'medium', broad: 'broad' },
      told: '{value} strokes',
    },
    de: {
      name: 'pinselstriche',
      description: 'Wie groß die Pinselstriche sind. Ohne Angabe: mittel',
      choices: { fine: 'fein', medium: 'mittel', broad: 'breit' },
      told: 'Pinselstriche {value}',
    },
    fr: {
      name: 'touches',
      description: 'La taille des touches. Par défaut : moyennes',
      choices: { fine: 'fines', medium: 'moyennes', broad: 'larges' },
      told: 'touches {value}',
    },
    'es-ES': {
      name: 'pinceladas',
      description: 'El tamaño de las pinceladas. Si no se indica: medianas',
      choices: { fine: 'finas', medium: 'medianas', broad: 'anchas' },
      told: 'pinceladas {value}',
    },
    ja: {
      name: '筆致',
      description: '筆の太さ。省略時は中',
      choices: { fine: '細い', medium: '中', broad: '太い' },
      told: '筆致：{value}',
    },
    'pt-BR': {
      name: 'pinceladas',
      description: 'O tamanho das pinceladas. Sem indicar: médias',
      choices: { fine: 'finas', medium: 'médias', broad: 'largas' },
      told: 'pinceladas {value}',
    },
  },
  faces: {
    en: {
      name: 'faces',
      description: 'Faces stay recognisable, or are painted like the rest. Without it: recognisable',
      choices: { keep: 'recognisable', paint: 'painted like the rest' },
      told: 'faces {value}',
    },
    de: {
      name: 'gesichter',
      description: 'Gesichter bleiben erkennbar oder werden wie alles gemalt. Ohne Angabe: erkennbar',
      choices: { keep: 'erkennbar', paint: 'wie alles andere gemalt' },
      told: 'Gesichter {value}',
    },
    fr: {
      name: 'visages',
      description: 'Visages reconnaissables, ou peints comme le reste. Par défaut : reconnaissables',
      choices: { keep: 'reconnaissables', paint: 'peints comme le reste' },
      told: 'visages {value}',
    },
    'es-ES': {
      name: 'caras',
      description: 'Las caras siguen reconocibles o se pintan como el resto. Si no se indica: reconocibles',
      choices: { keep: 'reconocibles', paint: 'pintadas como el resto' },
      told: 'caras {value}',
    },
    ja: {
      name: '顔',
      description: '顔を見分けられるように描くか、ほかと同じように描くか。省略時は見分けられるように',
      choices: { keep: '見分けられるように描く', paint: 'ほかと同じように描く' },
      told: '顔：{value}',
    },
    'pt-BR': {
      name: 'rostos',
      description:
        'Os rostos continuam reconhecíveis ou são pintados como o resto. Sem indicar: reconhecíveis',
      choices: { keep: 'reconhecíveis', paint: 'pintados como o resto' },
      told: 'rostos {value}',
    },
  },
  transparency: {
    en: {
      name: 'transparency',
      description: 'Where the photo is see-through. Without it: kept',
      choices: { keep: 'kept', fill: 'on white' },
      told: 'see-through parts {value}',
    },
    de: {
      name: 'transparenz',
      description: 'Wo das Foto durchsichtig ist. Ohne Angabe: bleibt so',
      choices: { keep: 'bleibt so', fill: 'auf Weiß' },
      told: 'durchsichtige Stellen {value}',
    },
    fr: {
      name: 'transparence',
      description: 'Les parties transparentes de la photo. Par défaut : conservées',
      choices: { keep: 'conservées', fill: 'sur fond blanc' },
      told: 'parties transparentes {value}',
    },
    'es-ES': {
      name: 'transparencia',
      description: 'Las partes transparentes de la foto. Si no se indica: se conservan',
      choices: { keep: 'se conservan', fill: 'sobre fondo blanco' },
      told: 'partes transparentes {value}',
    },
    ja: {
      name: '透過',
      description: '写真の透明な部分の扱い。省略時は透明のまま',
      choices: { keep: '透明のまま', fill: '白で塗りつぶす' },
      told: '透明な部分：{value}',
    },
    'pt-BR': {
      name: 'transparência',
      description: 'As partes transparentes da foto. Sem indicar: continuam transparentes',
      choices: { keep: 'continuam transparentes', fill: 'sobre fundo branco' },
      told: 'partes transparentes {value}',
    },
  },
  match: {
    en: {
      name: 'match',
      description:
        'Your own style picture in high quality: as a whole, or like from like. Without it: like from like',
      choices: { statistics: 'the style picture as a whole', meaning: 'like from like' },
      told: '{value}',
    },
    de: {
      name: 'zuordnung',
      description:
        'Eigenes Stilbild, hohe Qualität: als Ganzes oder Ähnliches aus Ähnlichem. Ohne Angabe: Letzteres',
      choices: { statistics: 'das Stilbild als Ganzes', meaning: 'Ähnliches aus Ähnlichem' },
      told: '{value}',
    },
    fr: {
      name: 'correspondance',
      description:
        'Image de style à toi, haute qualité : en bloc, ou chaque chose d’après sa pareille (par défaut)',
      choices: { statistics: 'l’image de style en bloc', meaning: 'chaque chose d’après sa pareille' },
      told: '{value}',
    },
    'es-ES': {
      name: 'correspondencia',
      description:
        'Imagen de estilo tuya, alta calidad: como un todo, o cada cosa según su semejante (por defecto)',
      choices: {
        statistics: 'la imagen de estilo como un todo',
        meaning: 'cada cosa según su semejante',
      },
      told: '{value}',
    },
    ja: {
      name: '対応',
      description:
        '高品質で自分のスタイル画像を使うとき：画像全体から、または似た場所どうし。省略時は似た場所どうし',
      choices: { statistics: 'スタイル画像の全体から', meaning: '似た場所どうし' },
      told: '{value}',
    },
    'pt-BR': {
      name: 'correspondência',
      description:
        'Imagem de estilo sua, alta qualidade: como um todo, ou cada coisa pela sua semelhante (padrão)',
      choices: {
        statistics: 'a imagem de estilo como um todo',
        meaning: 'cada coisa pela sua semelhante',
      },
      told: '{value}',
    },
  },
  private: {
    en: { name: 'private', description: 'Only you see the picture. Without it: as in your defaults' },
    de: {
      name: 'privat',
      description: 'Nur du siehst das Bild. Ohne Angabe: wie in deinen Voreinstellungen',
    },
    fr: {
      name: 'privé',
      description: 'L’image n’est visible que par toi. Par défaut : selon tes réglages personnels',
    },
    'es-ES': {
      name: 'privado',
      description: 'Solo tú ves la imagen. Si no se indica: según tus preferencias',
    },
    ja: { name: '非公開', description: '絵は自分だけに表示されます。省略時は個人の既定値' },
    'pt-BR': { name: 'privado', description: 'Só você vê a imagem. Sem indicar: conforme suas preferências' },
  },
} as const satisfies Record<Asked, Record<Language, OptionTexts>>;

/** What is asked, as `/style` shows it. */
export const ASKED = Object.keys(ORDER_TEXTS) as Asked[];

/** The texts of an option for a locale as Discord names it. */
export function optionTexts(option: Asked, locale: string): OptionTexts {
  return ORDER_TEXTS[option][languageOf(locale)];
}

/** What an option, by its key or its English name, is called in a language; other names stay as they are. */
export function optionName(option: string, locale: string): string {
  const key = ASKED.find((one) => one === option || ORDER_TEXTS[one].en.name === option);
  return key === undefined ? option : optionTexts(key, locale).name;
}

/** A value of an option as a person reads it: a choice by its label. */
export function valueText(option: AskedOption, value: string | number | boolean, locale: string): string {
  return optionTexts(option, locale).choices?.[String(value)] ?? String(value);
}
