import type { Texts } from './en.ts';

export const de: Texts = {
  quality: { fast: 'schnell', high: 'hohe Qualität' },
  ownStyle: 'Dein eigenes Stilbild',
  titleBy: '{title} von {artist}',
  queued: {
    taken: 'Dein Auftrag ist angenommen, das Foto wird gerade geprüft.',
    inQueue: 'In der Warteschlange. {place}',
    next: 'Du bist als Nächstes dran.',
    ahead: { one: 'Ein Bild kommt noch vor deinem.', other: '{count} Bilder kommen noch vor deinem.' },
    noWorker: 'Gerade kann das niemand malen: Es geht los, sobald ein Worker da ist.',
    paused: 'Das Malen ist angehalten: {reason} Dein Platz bleibt dir.',
    ready: 'Fertig {when}.',
  },
  progress: {
    frames: 'Einzelbild {frame} von {frames} · {size}',
    line: 'Iteration {iteration} von {iterations} · Verlust insgesamt {loss} · {size}',
    alt: 'Das Bild in der Art von {title}, zu {percent} Prozent fertig',
  },
  result: {
    warnings: {
      'style.plain': 'Dieser Stil gibt wenig her, deshalb bleibt das Foto größtenteils, wie es ist.',
      'size.smaller': 'Für die volle Größe reichte der Arbeitsspeicher nicht, darum ist das Bild kleiner.',
    },
    refined: 'schnell, verfeinert',
    coloursFirst: 'von den Farben aus begonnen',
    mirrored: 'seitenverkehrt gemalt',
    broader: 'breitere Pinselstriche',
    finer: 'feinere Pinselstriche',
    sheet: 'vier Varianten',
    alt: 'Das Foto, gemalt in der Art von {title}',
    iterations: '{count} Iterationen',
    engine: '{engine} auf {device}',
    seed: 'Seed {seed}',
    version: 'Atelier {version}',
    network: 'Netz {network}',
    lossParts: { content: 'Inhalt', style: 'Stil', total: 'gesamt' },
    plotAlt: 'Die Verluste, vom ersten zum letzten Bild: {losses}',
    plotPart: '{part} von {first} auf {last}',
    noLosses: 'keine aufgezeichnet',
    clipAlt: 'Der Clip, gemalt in der Art von {title}',
    length: { one: '{length}, ein Einzelbild', other: '{length}, {count} Einzelbilder' },
    trimmed: 'Nur die ersten {kept} von {whole} wurden gemalt: Mehr geht hier nicht.',
    reduced: 'Auf {size} und {rate} Bilder pro Sekunde verkleinert, damit es hier hineinpasst.',
    firstFrame: 'Nur das erste Bild davon wurde gemalt: Bewegte Bilder sind hier ausgeschaltet.',
    reencoded: 'Als {format} gespeichert, damit es hier hineinpasst.',
    smaller: 'Das Bild war Discord hier zu groß, darum ist dies eine kleinere Fassung.',
    slower: 'Das Bild ließ sich nicht rechtzeitig hochladen, darum ist dies eine kleinere Fassung.',
    refused:
      'Das Bild ist gemalt, aber Discord nimmt es hier nicht an. Mit `/verlauf` ist es zu finden, für einen anderen Ort oder um es noch einmal zu malen.',
    madeWith: 'gemacht mit Atelier',
    for: 'Für {person}:',
  },
  compare: {
    title: 'Vorher und nachher',
    clip: 'Vorher und nachher, in einem Augenblick des Clips',
    alt: 'Die linke Hälfte ist das Foto, die rechte das Bild in der Art von {title}',
  },
  losses: {
    photo: 'Foto',
    picture: 'Bild',
    frame: 'Einzelbild',
    iteration: 'Iteration',
    none: 'Die Verluste wurden nicht gemessen.',
    soon: 'Die Verluste werden gerade gemessen: gleich noch einmal drücken.',
  },
  buttons: {
    take: 'Nr. {number} malen',
    mine: 'Mein Foto malen',
    upscale: 'Vergrößern',
    sheet: 'Varianten',
    again: 'Noch einmal',
    high: 'Hohe Qualität',
    stronger: 'Stärker',
    weaker: 'Schwächer',
    compare: 'Vergleichen',
    losses: 'Verluste',
    delete: 'Löschen',
    cancel: 'Abbrechen',
    anotherStyle: 'Anderer Stil',
    highOnly: 'nur in hoher Qualität',
  },
  duration: { seconds: '{seconds} s', minutes: '{minutes} min {seconds} s' },
  percent: '{percent} %',
  /** what was received where nothing was */
  nothing: 'nichts',
  errors: {
    'job.quota': {
      'pictures-hour':
        'Deine Bilder für eine Stunde sind hier aufgebraucht (Grenze: {limit}). Das nächste kannst du <t:{freeAt}:R> bestellen.',
      'pictures-day':
        'Deine Bilder für einen Tag sind hier aufgebraucht (Grenze: {limit}). Das nächste kannst du <t:{freeAt}:R> bestellen.',
      'seconds-hour':
        'Deine Malzeit für eine Stunde ist hier aufgebraucht (Grenze: {limit} s). Das nächste Bild kannst du <t:{freeAt}:R> bestellen.',
      other:
        'Deine Malzeit für einen Tag ist hier aufgebraucht (Grenze: {limit} s). Das nächste Bild kannst du <t:{freeAt}:R> bestellen.',
    },
    'image.empty': 'Die Datei ist leer.',
    'image.unknown-type':
      'Das ist kein Bild, das ich lesen kann. Bitte schick eine JPEG-, PNG-, WebP-, AVIF- oder GIF-Datei.',
    'image.svg':
      'SVG-Zeichnungen nehme ich nicht an. Bitte schick eine JPEG-, PNG-, WebP-, AVIF- oder GIF-Datei.',
    'image.heic':
      'Das ist ein HEIC-Foto, das ich nicht öffnen kann. Wähl auf dem iPhone für neue Fotos Einstellungen ▸ Kamera ▸ Formate ▸ Maximale Kompatibilität (auf Android: „Hocheffiziente Bilder“ in der Kamera ausschalten) und schick von diesem einen Screenshot oder speichere es als JPEG.',
    'image.jpeg-xl':
      'Das ist ein JPEG-XL-Bild, das ich nicht öffnen kann. Bitte speichere es als JPEG oder PNG; ein Screenshot davon tut es auch.',
    'image.no-still':
      'Dieses animierte AVIF enthält kein Standbild, das ich malen könnte. Bitte schick es als GIF oder WebP oder einen Screenshot davon.',
    'image.too-costly':
      'Dieses Bild zu öffnen braucht zu viel Zeit oder Speicher. Bitte speichere es kleiner, als JPEG oder PNG, und schick das.',
    'image.damaged': 'Das Bild ist beschädigt oder unvollständig und lässt sich nicht öffnen.',
    'image.too-many-bytes': 'Die Datei ist zu groß: {megabytes} MB, angenommen werden höchstens {limit} MB.',
    'image.too-many-pixels':
      'Das Bild hat zu viele Pixel: {width}×{height}, angenommen werden höchstens {limit} Megapixel.',
    'image.too-small':
      'Das Bild ist zu klein: {width}×{height}. Jede Seite braucht mindestens {limit} Pixel.',
    'image.too-narrow': 'Das Bild ist zu schmal: Eine Seite ist mehr als {limit}-mal so lang wie die andere.',
    'clip.no-ffmpeg':
      'Für Filme braucht es das Programm ffmpeg, das hier nicht installiert ist. Ein GIF, ein animiertes WebP oder ein APNG geht auch ohne.',
    'clip.damaged': 'Der Film ist beschädigt oder unvollständig und lässt sich nicht öffnen.',
    'clip.no-frames': 'In diesem Film ist kein Bild.',
    'clip.too-large':
      'Der Clip ist zu groß: {width}×{height}, angenommen werden höchstens {limit} Pixel je Seite.',
    'fetch.host': 'Bilder nehme ich nur von Discord selbst. Bitte häng die Datei an den Befehl an.',
    'fetch.redirect':
      'Die Adresse des Bildes führte woandershin, darum wurde sie nicht geöffnet. Bitte häng die Datei noch einmal an.',
    'fetch.failed': 'Das Bild ließ sich nicht von Discord holen. Bitte versuch es noch einmal.',
    'fetch.timeout':
      'Discord hat zu lange gebraucht, um das Bild herauszugeben. Bitte versuch es noch einmal.',
    'preset.unknown': {
      near: 'Den Stil „{preset}“ gibt es nicht. Meinst du {near}?',
      other: 'Den Stil „{preset}“ gibt es nicht. Wähl einen von diesen: {presets}.',
    },
    'preset.too-large':
      'Die Datei der Vorlage „{preset}“ hat {kilobytes} kB; höchstens {limit} kB werden aufgehoben.',
    'preset.count':
      'Dieser Server hat schon {limit} eigene Stile, und mehr passen nicht in die Menüs. Entferne erst einen mit /vorlagen.',
    'preset.title-taken':
      'Dieser Server hat schon einen Stil „{title}“. Nimm einen anderen Titel, oder entferne jenen mit /vorlagen.',
    'lesson.count':
      'Auf diesem Server werden schon {limit} Gemälde gelernt. Bitte warte, bis eines fertig ist.',
    'lesson.over': 'Daran ist nichts mehr abzubrechen: Es ist fertig oder wurde schon abgebrochen.',
    'preset.outdated':
      'Die Vorlage „{preset}“ wurde mit anderen Netzen gelernt, als dieses Atelier hat. Wer Atelier betreibt, muss sie neu lernen: atelier learn GEMÄLDE --name {preset} --replace.',
    'preset.no-fast': {
      own: 'Ein eigenes Bild lässt sich noch nicht schnell malen. Wähl hohe Qualität oder einen von diesen: {presets}.',
      other:
        'Den Stil „{preset}“ gibt es noch nicht schnell. Wähl hohe Qualität oder einen von diesen: {presets}.',
    },
    'option.invalid': {
      'three-styles':
        'Ein Stilbild lässt sich mit einem weiteren Stil mischen, nicht mit zweien: Lass {beside} weg, oder wähl bei {option} dein eigenes Bild.',
      'high-size':
        'In hoher Qualität geht {option} bis {max}, in schneller bis {most}; angekommen ist {received}.',
      whole: 'Bei {option} ist eine ganze Zahl von {min} bis {max} möglich, angekommen ist {received}.',
      range: 'Bei {option} ist eine Zahl von {min} bis {max} möglich, angekommen ist {received}.',
      'one-of': 'Bei {option} ist möglich: {names}. Angekommen ist {received}.',
      'missing-style': 'Welcher Stil? Nenn einen in {option}, oder häng ein eigenes Bild an {beside} an.',
      'missing-picture':
        'Der Stil soll ein eigenes Bild sein, aber in {option} ist keines. Bitte häng es dort an.',
      'missing-blend': 'Zu {beside} gehört ein zweiter Stil in {option}, aber dort steht keiner.',
      'high-only': '{option} gibt es nur in hoher Qualität.',
      'own-picture': '{option} geht nur mit einem eigenen Bild als Stil: Von einer Vorlage ist kein Bild da.',
      other: 'Mit {received} bei {option} lässt sich nichts anfangen.',
    },
    'engine.out-of-memory':
      'Das Bild ist zu groß für den Speicher dieser Maschine. Bitte wähl eine kleinere Größe.',
    'model.missing': 'Die Netzdatei {file} fehlt. Atelier muss neu installiert werden.',
    'model.damaged': 'Die Netzdatei {file} ist beschädigt. Atelier muss neu installiert werden.',
    'job.limit': {
      one: 'Du hast schon ein Bild in Arbeit. Bitte warte, bis es fertig ist.',
      other: 'Du hast schon {limit} Bilder in Arbeit. Bitte warte, bis eines fertig ist.',
    },
    'job.cancelled': 'Das Bild wurde abgebrochen.',
    'job.worker-lost':
      'Das Bild ist dreimal gescheitert, weil der Worker stehen blieb. Bitte versuch es später noch einmal.',
    'job.expired':
      'Innerhalb von {hours} Stunden konnte das niemand malen, darum wurde es von der Liste genommen. Bitte versuch es noch einmal.',
    'service.unavailable':
      'Die Werkstatt ist gerade nicht zu erreichen. Bitte versuch es in einer Minute noch einmal.',
    internal: 'In der Werkstatt ist etwas schiefgegangen. Es ist vermerkt; bitte versuch es noch einmal.',
    'photo.gone':
      'Das Foto zu diesem Bild ist nicht mehr gespeichert, darum lässt es sich nicht noch einmal malen. Bitte schick es noch einmal.',
    'engine.unavailable': 'Die Engine „{engine}“ läuft hier nicht.',
    'preset.name':
      '„{preset}“ kann keine Vorlage heißen: höchstens {limit} Kleinbuchstaben, Ziffern und Bindestriche, und nicht own-style.',
    'preset.taken':
      'Eine Vorlage „{preset}“ gibt es schon. Nimm einen anderen Namen, oder setz deine mit --replace an ihre Stelle.',
    'preset.not-own':
      'In {folder} gibt es keine eigene Vorlage „{preset}“, die sich löschen ließe; mitgelieferte bleiben.',
    'model.unknown': 'Ein Netz „{name}“ gibt es nicht. Wähl eines von diesen: {names}.',
    'model.not-pulled':
      'Das Netz {name} ist nicht auf dieser Maschine. Hol es: atelier models pull {name}. Oder nimm eine vorhandene Datei: atelier models import {name} DATEI.',
    'model.changed':
      'Die Netzdatei {file} ist nicht mehr so, wie sie geholt wurde: Ihr SHA-256 ist {received} statt {expected}. Hol sie noch einmal: atelier models pull {name}.',
    'model.unsuitable': 'In {file} steckt nicht das Netz {name}.',
    'download.unreachable':
      '{host} ist nicht zu erreichen. Ohne Netz geht auch eine Datei von anderswo: atelier models import {name} DATEI.',
    'download.refused': '{host} hat das Netz nicht herausgegeben: Auf {url} kam die Antwort {status}.',
    'download.interrupted':
      'Die Verbindung zu {host} ist nach {megabytes} MB abgerissen. Sie bleiben erhalten: Derselbe Befehl macht dort weiter.',
    'download.no-ranges':
      '{host} gibt keine Teile einer Datei heraus. Hol die ganze: atelier models pull {name} --whole.',
    'download.wrong-digest':
      'Was {host} als {name} geschickt hat, ist nicht das Erwartete: Der SHA-256 ist {received} statt {expected}. Nichts davon wurde behalten.',
    'tensorflow.processor': 'TensorFlow kann auf dieser Maschine nicht laufen.',
    'tensorflow.no-python':
      'TensorFlow braucht Python {least} bis {most} mit venv. Installier eines und ruf den Befehl noch einmal auf.',
    'tensorflow.no-compiler':
      'Für die Anbindung von TensorFlow fehlt ein C++-Compiler. Installier einen (Debian: apt-get install g++; macOS: xcode-select --install) und ruf den Befehl noch einmal auf.',
    'tensorflow.unreachable':
      'Es gibt kein Netz. Was schon da ist, bleibt: Derselbe Befehl macht dort weiter.',
    'tensorflow.failed': 'TensorFlow ist nicht installiert. Die ganze Ausgabe steht in {log}.',
    'disk.full':
      'In {folder} ist kein Platz: {megabytes} MB werden gebraucht. Was schon da ist, bleibt; schaff Platz und ruf den Befehl noch einmal auf.',
    'file.unreadable': 'Die Datei {file} lässt sich nicht lesen.',
    'file.unwritable': 'Die Datei {file} lässt sich nicht schreiben.',
    'database.unavailable': 'Die Datenbank ist nicht zu erreichen.',
    'environment.invalid': 'Die Umgebungsvariable {variable} hat einen falschen Wert: {received}.',
    'environment.missing': 'Die Umgebungsvariable {variable} muss gesetzt werden.',
    'database.unsuitable': 'Die Datenbank in DATABASE_URL ist nicht zu gebrauchen.',
    'database.embedded': 'Das eingebaute Postgres läuft hier nicht. Setz DATABASE_URL auf ein eigenes.',
    'start.directory': '{path} ist nicht zu gebrauchen. Setz {variable} auf ein anderes Verzeichnis.',
    'start.twice':
      'In {directory} läuft Atelier schon. Beende es zuerst, oder setz ATELIER_DATA auf ein anderes Verzeichnis.',
    'start.port': 'Port {port} ist nicht zu bekommen. Setz {variable} auf einen anderen.',
    'traces.unavailable':
      'OTEL_EXPORTER_OTLP_ENDPOINT verlangt Traces, aber die Pakete dafür sind nicht installiert: npm install --no-save {packages}',
  },
};
