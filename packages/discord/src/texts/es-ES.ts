import type { Texts } from './en.ts';

export const esES: Texts = {
  quality: { fast: 'rápida', high: 'alta calidad' },
  ownStyle: 'Tu propia imagen de estilo',
  titleBy: '{title} de {artist}',
  queued: {
    taken: 'Tu encargo está anotado; se está revisando la foto.',
    inQueue: 'En la cola. {place}',
    next: 'Eres la siguiente persona.',
    ahead: { one: 'Hay una imagen antes que la tuya.', other: 'Hay {count} imágenes antes que la tuya.' },
    noWorker: 'Ahora mismo nadie puede pintarla: se hará en cuanto haya un worker.',
    paused: 'La cola está en pausa: {reason} Conservas tu puesto.',
    ready: 'Lista {when}.',
  },
  progress: {
    frames: 'Fotograma {frame} de {frames} · {size}',
    line: 'Iteración {iteration} de {iterations} · pérdida total {loss} · {size}',
    alt: 'La imagen a la manera de {title}, terminada al {percent} por ciento',
  },
  result: {
    warnings: {
      'style.plain': 'Este estilo ofrece poco que tomar, así que la foto queda en gran parte como está.',
      'size.smaller':
        'No había memoria suficiente para el tamaño completo, así que la imagen es más pequeña.',
    },
    refined: 'rápida, refinada',
    coloursFirst: 'empezada por los colores',
    mirrored: 'pintada en espejo',
    broader: 'trazos más anchos',
    finer: 'trazos más finos',
    sheet: 'cuatro variantes',
    alt: 'La foto pintada a la manera de {title}',
    iterations: '{count} iteraciones',
    engine: '{engine} en {device}',
    seed: 'semilla {seed}',
    version: 'Atelier {version}',
    network: 'red {network}',
    lossParts: { content: 'contenido', style: 'estilo', total: 'total' },
    plotAlt: 'Las pérdidas, de la primera a la última imagen: {losses}',
    plotPart: '{part} de {first} a {last}',
    noLosses: 'ninguna registrada',
    clipAlt: 'El clip pintado a la manera de {title}',
    length: { one: '{length}, un fotograma', other: '{length}, {count} fotogramas' },
    trimmed: 'Solo se ha pintado el principio, {kept} de {whole}: es el límite aquí.',
    reduced: 'Reducido a {size} y {rate} fotogramas por segundo para que quepa en este sitio.',
    firstFrame: 'Solo se ha pintado su primera imagen: las imágenes en movimiento están desactivadas aquí.',
    reencoded: 'Guardada como {format} para que quepa en este sitio.',
    smaller: 'A Discord le pareció demasiado grande aquí, así que esta es una versión más pequeña.',
    slower: 'La imagen no se pudo subir a tiempo, así que esta es una versión más pequeña.',
    refused:
      'La imagen está pintada, pero Discord no la acepta aquí. Está en `/historial`, para verla en otro sitio o volver a pintarla.',
    madeWith: 'hecho con Atelier',
    for: 'Para {person}:',
  },
  compare: {
    title: 'Antes y después',
    clip: 'Antes y después, en un instante del clip',
    alt: 'La mitad izquierda es la foto; la derecha, el cuadro a la manera de {title}',
  },
  losses: {
    photo: 'foto',
    picture: 'imagen',
    frame: 'Fotograma',
    iteration: 'Iteración',
    none: 'Las pérdidas no se midieron.',
    soon: 'Las pérdidas se están midiendo: vuelve a pulsar dentro de un momento.',
  },
  buttons: {
    take: 'Pintar el n.º {number}',
    mine: 'Pintar la mía',
    upscale: 'Ampliar',
    sheet: 'Variantes',
    again: 'Otra vez',
    high: 'Alta calidad',
    stronger: 'Más fuerte',
    weaker: 'Más suave',
    compare: 'Comparar',
    losses: 'Pérdidas',
    delete: 'Eliminar',
    cancel: 'Cancelar',
    anotherStyle: 'Otro estilo',
    highOnly: 'solo en alta calidad',
  },
  duration: { seconds: '{seconds} s', minutes: '{minutes} min {seconds} s' },
  percent: '{percent} %',
  /** what was received where nothing was */
  nothing: 'nada',
  errors: {
    'job.quota': {
      'pictures-hour':
        'Has gastado tus imágenes por hora aquí (límite: {limit}). Podrás pedir la siguiente <t:{freeAt}:R>.',
      'pictures-day':
        'Has gastado tus imágenes por día aquí (límite: {limit}). Podrás pedir la siguiente <t:{freeAt}:R>.',
      'seconds-hour':
        'Has gastado tu tiempo de pintura de una hora aquí (límite: {limit} s). Podrás pedir la siguiente imagen <t:{freeAt}:R>.',
      other:
        'Has gastado tu tiempo de pintura de un día aquí (límite: {limit} s). Podrás pedir la siguiente imagen <t:{freeAt}:R>.',
    },
    'image.empty': 'El archivo está vacío.',
    'image.unknown-type': 'No es una imagen que yo sepa leer. Envía un archivo JPEG, PNG, WebP, AVIF o GIF.',
    'image.svg': 'No se admiten dibujos SVG. Envía un archivo JPEG, PNG, WebP, AVIF o GIF.',
    'image.heic':
      'Es una foto HEIC y no sé abrirla. En el iPhone, elige Ajustes ▸ Cámara ▸ Formatos ▸ Más compatible para las próximas fotos (en Android, desactiva «Imágenes de alta eficiencia» en la cámara) y envía una captura de pantalla de esta o guárdala como JPEG.',
    'image.jpeg-xl':
      'Es una imagen JPEG XL y no sé abrirla. Guárdala como JPEG o PNG; también sirve una captura de pantalla.',
    'image.no-still':
      'Este AVIF animado no contiene ninguna imagen fija que pueda pintar. Envíalo como GIF o WebP, o envía una captura de pantalla.',
    'image.too-costly':
      'Abrir esta imagen requiere demasiado tiempo o memoria. Guárdala más pequeña, como JPEG o PNG, y envía esa.',
    'image.damaged': 'La imagen está dañada o incompleta y no se puede abrir.',
    'image.too-many-bytes':
      'El archivo es demasiado grande: {megabytes} MB, y se admiten {limit} MB como máximo.',
    'image.too-many-pixels':
      'La imagen tiene demasiados píxeles: {width}×{height}, y se admiten {limit} megapíxeles como máximo.',
    'image.too-small':
      'La imagen es demasiado pequeña: {width}×{height}. Cada lado necesita al menos {limit} píxeles.',
    'image.too-narrow': 'La imagen es demasiado estrecha: un lado mide más de {limit} veces el otro.',
    'clip.no-ffmpeg':
      'Los vídeos necesitan el programa ffmpeg, que no está instalado aquí. Un GIF, un WebP animado o un APNG no lo necesita.',
    'clip.damaged': 'El vídeo está dañado o incompleto y no se puede abrir.',
    'clip.no-frames': 'Este vídeo no contiene ninguna imagen.',
    'clip.too-large':
      'El clip es demasiado grande: {width}×{height}, y se admiten {limit} píxeles por lado como máximo.',
    'fetch.host': 'Solo tomo imágenes del propio Discord. Adjunta el archivo al comando.',
    'fetch.redirect':
      'La dirección de la imagen llevaba a otro sitio, así que no la he abierto. Adjunta el archivo otra vez.',
    'fetch.failed': 'No se ha podido traer la imagen de Discord. Inténtalo de nuevo.',
    'fetch.timeout': 'Discord ha tardado demasiado en entregar la imagen. Inténtalo de nuevo.',
    'preset.unknown': {
      near: 'No hay ningún estilo «{preset}». ¿Querías decir {near}?',
      other: 'No hay ningún estilo «{preset}». Elige uno de estos: {presets}.',
    },
    'preset.too-large':
      'El archivo del modelo «{preset}» ocupa {kilobytes} kB; se guardan como máximo {limit} kB.',
    'preset.count':
      'Este servidor ya tiene {limit} estilos propios, y en los menús no caben más. Quita antes uno con /modelos.',
    'preset.title-taken':
      'Este servidor ya tiene un estilo «{title}». Elige otro título, o quita ese con /modelos.',
    'lesson.count': 'En este servidor ya se están aprendiendo {limit} cuadros. Espera a que termine uno.',
    'lesson.over': 'Ya no hay nada que cancelar: ha terminado o ya se canceló.',
    'preset.outdated':
      'El estilo «{preset}» se aprendió con otras redes que las de este Atelier. Quien lo administra debe aprenderlo de nuevo: atelier learn CUADRO --name {preset} --replace.',
    'preset.no-fast': {
      own: 'Una imagen tuya todavía no se puede pintar rápido. Elige alta calidad o uno de estos: {presets}.',
      other:
        'El estilo «{preset}» todavía no se puede pintar rápido. Elige alta calidad o uno de estos: {presets}.',
    },
    'option.invalid': {
      'three-styles':
        'Una imagen de estilo se mezcla con un estilo más, no con dos: deja {beside} vacío o elige tu propia imagen en {option}.',
      'high-size':
        'En alta calidad, {option} llega hasta {max}; en rápida, hasta {most}. Ha llegado {received}.',
      whole: 'En {option} va un número entero de {min} a {max}, pero ha llegado {received}.',
      range: 'En {option} va un número de {min} a {max}, pero ha llegado {received}.',
      'one-of': 'En {option} puedes elegir entre: {names}. Ha llegado {received}.',
      'missing-style': '¿Qué estilo? Indícalo en {option} o adjunta una imagen tuya en {beside}.',
      'missing-picture':
        'El estilo debe ser una imagen tuya, pero en {option} no hay ninguna. Adjúntala ahí.',
      'missing-blend': 'Con {beside} hace falta un segundo estilo en {option}, pero no hay ninguno.',
      'high-only': '{option} solo existe en alta calidad.',
      'own-picture': '{option} pide una imagen tuya como estilo: un modelo no guarda ninguna.',
      other: 'El valor {received} no sirve para {option}.',
    },
    'engine.out-of-memory':
      'La imagen es demasiado grande para la memoria de esta máquina. Elige un tamaño menor.',
    'model.missing': 'Falta el archivo de red {file}. Hay que volver a instalar Atelier.',
    'model.damaged': 'El archivo de red {file} está dañado. Hay que volver a instalar Atelier.',
    'job.limit': {
      one: 'Ya tienes una imagen en espera. Espera a que termine.',
      other: 'Ya tienes {limit} imágenes en espera. Espera a que termine una.',
    },
    'job.cancelled': 'La imagen se ha cancelado.',
    'job.worker-lost': 'La imagen ha fallado tres veces porque el worker se detuvo. Inténtalo más tarde.',
    'job.expired':
      'Nadie ha podido pintarla en {hours} horas, así que se ha quitado de la lista. Inténtalo de nuevo.',
    'service.unavailable': 'Ahora mismo no se puede llegar al taller. Inténtalo dentro de un minuto.',
    internal: 'Algo ha ido mal en el taller. Ha quedado anotado; inténtalo de nuevo.',
    'photo.gone':
      'La foto de esa imagen ya no se conserva, así que no se puede volver a pintar. Envíala otra vez.',
    'engine.unavailable': 'El motor «{engine}» no puede funcionar aquí.',
    'preset.name':
      'Un estilo no puede llamarse «{preset}»: como máximo {limit} letras minúsculas, cifras y guiones, y no own-style.',
    'preset.taken':
      'Ya hay un estilo «{preset}». Elige otro nombre, o usa --replace para poner el tuyo en su lugar.',
    'preset.not-own':
      'En {folder} no hay ningún estilo tuyo «{preset}» que quitar; los que vienen incluidos no se quitan.',
    'model.unknown': 'No hay ninguna red «{name}». Elige una de estas: {names}.',
    'model.not-pulled':
      'La red {name} no está en esta máquina. Descárgala: atelier models pull {name}. O usa un archivo que tengas: atelier models import {name} ARCHIVO.',
    'model.changed':
      'El archivo de red {file} ya no es como se descargó: su SHA-256 es {received} en vez de {expected}. Descárgalo otra vez: atelier models pull {name}.',
    'model.unsuitable': '{file} no contiene la red {name}.',
    'download.unreachable':
      'No se puede llegar a {host}. Sin red, usa un archivo de otro sitio: atelier models import {name} ARCHIVO.',
    'download.refused': '{host} no ha entregado la red: ha respondido {status} a {url}.',
    'download.interrupted':
      'La conexión con {host} se ha cortado tras {megabytes} MB. Se conservan: el mismo comando sigue desde ahí.',
    'download.no-ranges':
      '{host} no entrega partes de un archivo. Descárgalo entero: atelier models pull {name} --whole.',
    'download.wrong-digest':
      'Lo que {host} ha enviado como {name} no es lo esperado: su SHA-256 es {received} en vez de {expected}. No se ha guardado nada.',
    'tensorflow.processor': 'TensorFlow no puede funcionar en esta máquina.',
    'tensorflow.no-python':
      'TensorFlow necesita Python {least} a {most} con venv. Instala uno y repite el comando.',
    'tensorflow.no-compiler':
      'Falta un compilador de C++ para enlazar TensorFlow. Instala uno (Debian: apt-get install g++; macOS: xcode-select --install) y repite el comando.',
    'tensorflow.unreachable': 'No hay red. Lo que ya está se conserva: el mismo comando continúa desde ahí.',
    'tensorflow.failed': 'TensorFlow no se ha instalado. Toda la salida está en {log}.',
    'disk.full':
      'No queda sitio en {folder}: hacen falta {megabytes} MB. Lo que ya está se conserva; libera espacio y repite el comando.',
    'file.unreadable': 'No se puede leer el archivo {file}.',
    'file.unwritable': 'No se puede escribir el archivo {file}.',
    'database.unavailable': 'No se puede llegar a la base de datos.',
    'environment.invalid': 'La variable de entorno {variable} tiene un valor incorrecto: {received}.',
    'environment.missing': 'Hay que definir la variable de entorno {variable}.',
    'database.unsuitable': 'La base de datos de DATABASE_URL no se puede usar.',
    'database.embedded':
      'El Postgres integrado no puede funcionar aquí. Indica un Postgres propio en DATABASE_URL.',
    'start.directory': '{path} no se puede usar. Elige otra carpeta en {variable}.',
    'start.twice':
      'Atelier ya está en marcha en {directory}. Detenlo primero o elige otra carpeta en ATELIER_DATA.',
    'start.port': 'El puerto {port} no está disponible. Elige otro en {variable}.',
    'traces.unavailable':
      'OTEL_EXPORTER_OTLP_ENDPOINT pide trazas, pero sus paquetes no están instalados: npm install --no-save {packages}',
  },
};
