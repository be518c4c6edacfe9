import type { Texts } from './en.ts';

export const fr: Texts = {
  quality: { fast: 'rapide', high: 'haute qualité' },
  ownStyle: 'Ta propre image de style',
  titleBy: '{title} de {artist}',
  queued: {
    taken: 'Ta commande est prise, la photo est en cours de vérification.',
    inQueue: 'Dans la file d’attente. {place}',
    next: 'C’est bientôt ton tour.',
    ahead: { one: 'Une image passe avant la tienne.', other: '{count} images passent avant la tienne.' },
    noWorker: 'Personne ne peut la peindre pour l’instant : ce sera fait dès qu’un worker sera là.',
    paused: 'La peinture est en pause : {reason} Ta place est gardée.',
    ready: 'Prête {when}.',
  },
  progress: {
    frames: 'Image {frame} sur {frames} · {size}',
    line: 'Itération {iteration} sur {iterations} · perte totale {loss} · {size}',
    alt: 'L’image à la manière de {title}, terminée à {percent} pour cent',
  },
  result: {
    warnings: {
      'style.plain': 'Ce style offre peu de matière : la photo reste en grande partie telle quelle.',
      'size.smaller': 'La mémoire ne suffisait pas pour la taille entière : l’image est donc plus petite.',
    },
    refined: 'rapide, affinée',
    coloursFirst: 'commencée par les couleurs',
    mirrored: 'peinte en miroir',
    broader: 'traits plus larges',
    finer: 'traits plus fins',
    sheet: 'quatre variantes',
    alt: 'La photo peinte à la manière de {title}',
    iterations: '{count} itérations',
    engine: '{engine} sur {device}',
    seed: 'graine {seed}',
    version: 'Atelier {version}',
    network: 'réseau {network}',
    lossParts: { content: 'contenu', style: 'style', total: 'totale' },
    plotAlt: 'Les pertes, de la première à la dernière image : {losses}',
    plotPart: '{part} de {first} à {last}',
    noLosses: 'aucune enregistrée',
    clipAlt: 'La séquence peinte à la manière de {title}',
    length: { one: '{length}, une image', other: '{length}, {count} images' },
    trimmed: 'Seul le début a été peint, {kept} sur {whole} : c’est la limite ici.',
    reduced: 'Réduite à {size} et {rate} images par seconde pour tenir dans la limite d’ici.',
    firstFrame: 'Seule sa première image a été peinte : les images animées sont désactivées ici.',
    reencoded: 'Enregistrée en {format} pour tenir dans la limite d’ici.',
    smaller: 'Discord a trouvé l’image trop lourde ici : voici une version plus légère.',
    slower: 'L’image n’a pas pu être envoyée à temps : voici une version plus légère.',
    refused:
      'L’image est peinte, mais Discord ne l’accepte pas ici. Elle est dans `/historique`, pour la montrer ailleurs ou la repeindre.',
    madeWith: 'fait avec Atelier',
    for: 'Pour {person} :',
  },
  compare: {
    title: 'Avant et après',
    clip: 'Avant et après, à un instant de la séquence',
    alt: 'La moitié gauche est la photo, la moitié droite le tableau à la manière de {title}',
  },
  losses: {
    photo: 'photo',
    picture: 'image',
    frame: 'Image',
    iteration: 'Itération',
    none: 'Les pertes n’ont pas été mesurées.',
    soon: 'Les pertes sont en cours de mesure : appuyez de nouveau dans un instant.',
  },
  buttons: {
    take: 'Peindre le n° {number}',
    mine: 'Peindre la mienne',
    upscale: 'Agrandir',
    sheet: 'Variantes',
    again: 'Encore',
    high: 'Haute qualité',
    stronger: 'Plus fort',
    weaker: 'Plus doux',
    compare: 'Comparer',
    losses: 'Pertes',
    delete: 'Supprimer',
    cancel: 'Annuler',
    anotherStyle: 'Un autre style',
    highOnly: 'haute qualité seulement',
  },
  duration: { seconds: '{seconds} s', minutes: '{minutes} min {seconds} s' },
  percent: '{percent} %',
  /** what was received where nothing was */
  nothing: 'rien',
  errors: {
    'job.quota': {
      'pictures-hour':
        'Tes images pour une heure sont épuisées ici (limite : {limit}). La prochaine pourra être demandée <t:{freeAt}:R>.',
      'pictures-day':
        'Tes images pour un jour sont épuisées ici (limite : {limit}). La prochaine pourra être demandée <t:{freeAt}:R>.',
      'seconds-hour':
        'Ton temps de peinture pour une heure est épuisé ici (limite : {limit} s). La prochaine image pourra être demandée <t:{freeAt}:R>.',
      other:
        'Ton temps de peinture pour un jour est épuisé ici (limite : {limit} s). La prochaine image pourra être demandée <t:{freeAt}:R>.',
    },
    'image.empty': 'Le fichier est vide.',
    'image.unknown-type':
      'Ce n’est pas une image que je sais lire. Envoie un fichier JPEG, PNG, WebP, AVIF ou GIF.',
    'image.svg': 'Les dessins SVG ne sont pas acceptés. Envoie un fichier JPEG, PNG, WebP, AVIF ou GIF.',
    'image.heic':
      'C’est une photo HEIC, que je ne sais pas ouvrir. Sur l’iPhone, choisis Réglages ▸ Appareil photo ▸ Formats ▸ Le plus compatible pour les prochaines photos (sur Android, désactive « Images haute efficacité » dans l’appareil photo), et envoie une capture d’écran de celle-ci ou enregistre-la en JPEG.',
    'image.jpeg-xl':
      'C’est une image JPEG XL, que je ne sais pas ouvrir. Enregistre-la en JPEG ou en PNG ; une capture d’écran convient aussi.',
    'image.no-still':
      'Cet AVIF animé ne contient pas d’image fixe que je puisse peindre. Envoie-le en GIF ou en WebP, ou envoie une capture d’écran.',
    'image.too-costly':
      'Ouvrir cette image demande trop de temps ou de mémoire. Enregistre-la en plus petit, en JPEG ou en PNG, et envoie-la ainsi.',
    'image.damaged': 'L’image est abîmée ou incomplète et ne peut pas être ouverte.',
    'image.too-many-bytes': 'Le fichier est trop lourd : {megabytes} Mo, pour {limit} Mo au plus.',
    'image.too-many-pixels': 'L’image a trop de pixels : {width}×{height}, pour {limit} mégapixels au plus.',
    'image.too-small':
      'L’image est trop petite : {width}×{height}. Il faut au moins {limit} pixels de chaque côté.',
    'image.too-narrow': 'L’image est trop étroite : un côté fait plus de {limit} fois l’autre.',
    'clip.no-ffmpeg':
      'Les films demandent le programme ffmpeg, qui n’est pas installé ici. Un GIF, un WebP animé ou un APNG s’en passe.',
    'clip.damaged': 'Le film est abîmé ou incomplet et ne peut pas être ouvert.',
    'clip.no-frames': 'Ce film ne contient aucune image.',
    'clip.too-large': 'La séquence est trop grande : {width}×{height}, pour {limit} pixels de côté au plus.',
    'fetch.host': 'Je ne prends les images que sur Discord même. Joins le fichier à la commande.',
    'fetch.redirect':
      'L’adresse de l’image menait ailleurs, je ne l’ai donc pas ouverte. Joins le fichier à nouveau.',
    'fetch.failed': 'L’image n’a pas pu être récupérée sur Discord. Réessaie.',
    'fetch.timeout': 'Discord a mis trop de temps à fournir l’image. Réessaie.',
    'preset.unknown': {
      near: 'Il n’y a pas de style « {preset} ». Pensais-tu à {near} ?',
      other: 'Il n’y a pas de style « {preset} ». Choisis parmi : {presets}.',
    },
    'preset.too-large':
      'Le fichier du modèle « {preset} » fait {kilobytes} Ko ; on en garde au plus {limit} Ko.',
    'preset.count':
      'Ce serveur a déjà {limit} styles à lui, et les menus n’en contiennent pas plus. Retires-en d’abord un avec /modèles.',
    'preset.title-taken':
      'Ce serveur a déjà un style « {title} ». Choisis un autre titre, ou retire celui-là avec /modèles.',
    'lesson.count':
      '{limit} tableaux sont déjà en cours d’apprentissage sur ce serveur. Attends que l’un soit terminé.',
    'lesson.over': 'Il n’y a plus rien à annuler : c’est terminé, ou déjà annulé.',
    'preset.outdated':
      'Le style « {preset} » a été appris avec d’autres réseaux que ceux de cet Atelier. Qui fait tourner Atelier doit l’apprendre à nouveau : atelier learn TABLEAU --name {preset} --replace.',
    'preset.no-fast': {
      own: 'Une image à toi ne peut pas encore être peinte en rapide. Choisis la haute qualité, ou un de ceux-ci : {presets}.',
      other:
        'Le style « {preset} » n’existe pas encore en rapide. Choisis la haute qualité, ou un de ceux-ci : {presets}.',
    },
    'option.invalid': {
      'three-styles':
        'Une image de style se mêle à un seul autre style, pas à deux : laisse {beside} vide, ou choisis ta propre image dans {option}.',
      'high-size':
        'En haute qualité, {option} va jusqu’à {max}, en rapide jusqu’à {most} ; reçu : {received}.',
      whole: 'Pour {option}, il faut un nombre entier de {min} à {max}, et non {received}.',
      range: 'Pour {option}, il faut un nombre de {min} à {max}, et non {received}.',
      'one-of': 'Pour {option}, choisis parmi : {names} ; reçu : {received}.',
      'missing-style': 'Quel style ? Indique-le dans {option}, ou joins une image à toi dans {beside}.',
      'missing-picture':
        'Le style doit être une image à toi, mais il n’y en a pas dans {option}. Ajoute-la à cet endroit.',
      'missing-blend': 'Avec {beside}, il faut un second style dans {option}, mais il n’y en a pas.',
      'high-only': '{option} n’existe qu’en haute qualité.',
      'own-picture': '{option} demande une image à toi comme style : un modèle n’en garde aucune.',
      other: 'La valeur {received} ne convient pas pour {option}.',
    },
    'engine.out-of-memory':
      'L’image est trop grande pour la mémoire de cette machine. Choisis une taille plus petite.',
    'model.missing': 'Le fichier de réseau {file} manque. Il faut réinstaller Atelier.',
    'model.damaged': 'Le fichier de réseau {file} est abîmé. Il faut réinstaller Atelier.',
    'job.limit': {
      one: 'Tu as déjà une image en attente. Attends qu’elle soit terminée.',
      other: 'Tu as déjà {limit} images en attente. Attends que l’une soit terminée.',
    },
    'job.cancelled': 'L’image a été annulée.',
    'job.worker-lost': 'L’image a échoué trois fois parce que le worker s’est arrêté. Réessaie plus tard.',
    'job.expired':
      'Personne n’a pu la peindre en {hours} heures, elle a donc été retirée de la liste. Réessaie.',
    'service.unavailable': 'L’atelier est injoignable pour le moment. Réessaie dans une minute.',
    internal: 'Quelque chose a mal tourné dans l’atelier. C’est noté ; réessaie.',
    'photo.gone':
      'La photo de cette image n’est plus conservée, on ne peut donc pas la repeindre. Envoie-la encore une fois.',
    'engine.unavailable': 'Le moteur « {engine} » ne peut pas fonctionner ici.',
    'preset.name':
      '« {preset} » ne peut pas être le nom d’un style : {limit} minuscules, chiffres et traits d’union au plus, et pas own-style.',
    'preset.taken':
      'Il y a déjà un style « {preset} ». Prends un autre nom, ou --replace pour mettre le tien à sa place.',
    'preset.not-own':
      'Il n’y a dans {folder} aucun style « {preset} » à toi qu’on puisse retirer ; ceux qui sont fournis restent.',
    'model.unknown': 'Il n’y a pas de réseau « {name} ». Choisis parmi : {names}.',
    'model.not-pulled':
      'Le réseau {name} n’est pas sur cette machine. Télécharge-le : atelier models pull {name}. Ou prends un fichier que tu as : atelier models import {name} FICHIER.',
    'model.changed':
      'Le fichier de réseau {file} n’est plus tel qu’il a été téléchargé : son SHA-256 est {received} au lieu de {expected}. Télécharge-le à nouveau : atelier models pull {name}.',
    'model.unsuitable': '{file} ne contient pas le réseau {name}.',
    'download.unreachable':
      '{host} est injoignable. Sans réseau, prends un fichier venu d’ailleurs : atelier models import {name} FICHIER.',
    'download.refused': '{host} n’a pas fourni le réseau : réponse {status} à {url}.',
    'download.interrupted':
      'La connexion à {host} a été coupée après {megabytes} Mo. Ils sont gardés : la même commande reprend de là.',
    'download.no-ranges':
      '{host} ne fournit pas de fichier par morceaux. Télécharge-le en entier : atelier models pull {name} --whole.',
    'download.wrong-digest':
      'Ce que {host} a envoyé pour {name} n’est pas ce qui était attendu : le SHA-256 est {received} au lieu de {expected}. Rien n’a été gardé.',
    'tensorflow.processor': 'TensorFlow ne peut pas fonctionner sur cette machine.',
    'tensorflow.no-python':
      'TensorFlow demande Python {least} à {most} avec venv. Installe-en un, puis relance la commande.',
    'tensorflow.no-compiler':
      'Il manque un compilateur C++ pour relier TensorFlow. Installe-en un (Debian : apt-get install g++ ; macOS : xcode-select --install), puis relance la commande.',
    'tensorflow.unreachable':
      'Il n’y a pas de réseau. Ce qui est déjà là est gardé : la même commande reprend à cet endroit.',
    'tensorflow.failed': 'TensorFlow n’est pas installé. Toute la sortie se trouve dans {log}.',
    'disk.full':
      'Il n’y a plus de place dans {folder} : il faut {megabytes} Mo. Ce qui s’y trouve est gardé ; fais de la place, puis relance la commande.',
    'file.unreadable': 'Le fichier {file} ne peut pas être lu.',
    'file.unwritable': 'Le fichier {file} ne peut pas être écrit.',
    'database.unavailable': 'La base de données est injoignable.',
    'environment.invalid': 'La variable d’environnement {variable} a une mauvaise valeur : {received}.',
    'environment.missing': 'Il faut définir la variable d’environnement {variable}.',
    'database.unsuitable': 'La base de données de DATABASE_URL est inutilisable.',
    'database.embedded':
      'Le Postgres intégré ne peut pas tourner ici. Indique un Postgres à toi dans DATABASE_URL.',
    'start.directory': '{path} est inutilisable. Choisis un autre dossier dans {variable}.',
    'start.twice':
      'Atelier tourne déjà dans {directory}. Arrête-le d’abord, ou choisis un autre dossier dans ATELIER_DATA.',
    'start.port': 'Le port {port} n’est pas disponible. Choisis-en un autre dans {variable}.',
    'traces.unavailable':
      'OTEL_EXPORTER_OTLP_ENDPOINT demande des traces, mais leurs paquets ne sont pas installés : npm install --no-save {packages}',
  },
};
