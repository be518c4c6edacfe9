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
    ready: 'Fertig {when}.',
  },
  progress: {
    line: 'Iteration {iteration} von {iterations} · Verlust insgesamt {loss} · {size}',
    alt: 'Das Bild in der Art von {title}, zu {percent} Prozent fertig',
  },
  result: {
    alt: 'Das Foto, gemalt in der Art von {title}',
    iterations: '{count} Iterationen',
    engine: '{engine} auf {device}',
    seed: 'Seed {seed}',
    strength: 'Stärke {strength}',
    blend: 'dazu {percent} % {title}',
    keptColours: 'Farben des Fotos',
    version: 'Atelier {version}',
    network: 'Netz {network}',
    loss: 'Verlust, vom ersten zum letzten Bild',
    lossParts: { content: 'Inhalt', style: 'Stil', total: 'gesamt' },
    plotAlt: 'Die Verluste, vom ersten zum letzten Bild: {losses}',
    plotPart: '{part} von {first} auf {last}',
    noLosses: 'keine aufgezeichnet',
    reencoded: 'Als {format} gespeichert, damit es hier hineinpasst.',
    smaller: 'Das Bild war Discord hier zu groß, darum ist dies eine kleinere Fassung.',
    madeWith: 'gemacht mit Atelier',
    for: 'Für {person}:',
  },
  compare: {
    title: 'Vorher und nachher',
    alt: 'Die linke Hälfte ist das Foto, die rechte das Bild in der Art von {title}',
  },
  losses: { iteration: 'Iteration', none: 'Es wurden keine Verluste aufgezeichnet.' },
  buttons: {
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
  errors: {
    'image.empty': 'Die Datei ist leer.',
    'image.unknown-type':
      'Das ist kein Bild, das ich lesen kann. Bitte schick eine JPEG-, PNG-, WebP-, AVIF- oder GIF-Datei.',
    'image.svg':
      'SVG-Zeichnungen nehme ich nicht an. Bitte schick eine JPEG-, PNG-, WebP-, AVIF- oder GIF-Datei.',
    'image.damaged': 'Das Bild ist beschädigt oder unvollständig und lässt sich nicht öffnen.',
    'image.too-many-bytes': 'Die Datei ist zu groß: {megabytes} MB, angenommen werden höchstens {limit} MB.',
    'image.too-many-pixels':
      'Das Bild hat zu viele Pixel: {width}×{height}, angenommen werden höchstens {limit} Megapixel.',
    'image.too-small':
      'Das Bild ist zu klein: {width}×{height}. Jede Seite braucht mindestens {limit} Pixel.',
    'image.too-narrow': 'Das Bild ist zu schmal: Eine Seite ist mehr als {limit}-mal so lang wie die andere.',
    'fetch.host': 'Bilder nehme ich nur von Discord selbst. Bitte häng die Datei an den Befehl an.',
    'fetch.redirect':
      'Die Adresse des Bildes führte woandershin, darum wurde sie nicht geöffnet. Bitte häng die Datei noch einmal an.',
    'fetch.failed': 'Das Bild ließ sich nicht von Discord holen. Bitte versuch es noch einmal.',
    'fetch.timeout':
      'Discord hat zu lange gebraucht, um das Bild herauszugeben. Bitte versuch es noch einmal.',
    'preset.unknown': 'Den Stil „{preset}“ gibt es nicht. Wähl einen von diesen: {presets}.',
    'preset.outdated':
      'Die Vorlage „{preset}“ wurde mit anderen Netzen gelernt, als dieses Atelier hat. Wer Atelier betreibt, muss sie neu lernen: atelier learn GEMÄLDE --name {preset} --replace.',
    'preset.no-fast':
      'Den Stil „{preset}“ gibt es noch nicht schnell. Wähl hohe Qualität oder einen von diesen: {presets}.',
    'option.invalid': 'Für {option} wurde {expected} erwartet, aber {received} kam an.',
    'engine.out-of-memory':
      'Das Bild ist zu groß für den Speicher dieser Maschine. Bitte wähl eine kleinere Größe.',
    'model.missing': 'Die Netzdatei {file} fehlt. Atelier muss neu installiert werden.',
    'model.damaged': 'Die Netzdatei {file} ist beschädigt ({reason}). Atelier muss neu installiert werden.',
    'job.limit': 'Du hast schon {limit} Bilder in Arbeit. Bitte warte, bis eines fertig ist.',
    'job.cancelled': 'Das Bild wurde abgebrochen.',
    'job.worker-lost':
      'Das Bild ist dreimal gescheitert, weil der Worker stehen blieb. Bitte versuch es später noch einmal.',
    'job.expired':
      'Innerhalb von {hours} Stunden konnte das niemand malen, darum wurde es von der Liste genommen. Bitte versuch es noch einmal.',
    'service.unavailable':
      'Die Werkstatt ist gerade nicht zu erreichen. Bitte versuch es in einer Minute noch einmal.',
    internal: 'In der Werkstatt ist etwas schiefgegangen. Es ist vermerkt; bitte versuch es noch einmal.',
    'job.unknown':
      'Dieses Bild ist nicht mehr in der Werkstatt, darum haben seine Knöpfe nichts mehr zu tun.',
    'job.not-yours': 'Das darf nur, wer dieses Bild bestellt hat.',
    'job.unfinished': 'Dieses Bild ist noch nicht fertig.',
    'job.too-late': 'Zu spät zum Abbrechen: Dieses Bild ist schon fertig.',
    'photo.gone':
      'Das Foto zu diesem Bild ist nicht mehr gespeichert, darum lässt es sich nicht noch einmal malen. Bitte schick es noch einmal.',
    'strength.end': 'Weiter geht es mit dem Stil nicht: Stärke {strength} von 0 bis 100.',
    'message.no-picture': 'In dieser Nachricht ist kein Bild, das ich malen könnte.',
    'form.stale': 'Dieses Formular ist veraltet. Bitte fang mit Apps ▸ Dieses Bild malen noch einmal an.',
    'server.manage': 'Das dürfen nur Leute, die diesen Server verwalten.',
    'picture.unsafe': 'Auf diesem Server gehören solche Bilder in Kanäle mit Altersbeschränkung.',
    'settings.channel': 'Auf diesem Server male ich nur in {channels}.',
    'settings.role': 'Auf diesem Server dürfen nur Leute mit bestimmten Rollen Bilder bestellen.',
  },
};
