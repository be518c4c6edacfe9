import type { Texts } from './en.ts';

export const ptBR: Texts = {
  quality: { fast: 'rápida', high: 'alta qualidade' },
  ownStyle: 'Sua própria imagem de estilo',
  titleBy: '{title} de {artist}',
  queued: {
    taken: 'Seu pedido foi anotado; a foto está sendo verificada.',
    inQueue: 'Na fila. {place}',
    next: 'Você é a próxima pessoa.',
    ahead: { one: 'Há uma imagem antes da sua.', other: 'Há {count} imagens antes da sua.' },
    noWorker: 'Ninguém pode pintar isto agora: vai começar assim que houver um worker.',
    paused: 'A fila está em pausa: {reason} Seu lugar está guardado.',
    ready: 'Pronta {when}.',
  },
  progress: {
    frames: 'Quadro {frame} de {frames} · {size}',
    line: 'Iteração {iteration} de {iterations} · perda total {loss} · {size}',
    alt: 'A imagem à maneira de {title}, {percent} por cento pronta',
  },
  result: {
    warnings: {
      'style.plain': 'Este estilo oferece pouco para aproveitar, então a foto fica em boa parte como está.',
      'size.smaller': 'Não havia memória suficiente para o tamanho completo, então a imagem ficou menor.',
    },
    refined: 'rápida, refinada',
    coloursFirst: 'começada pelas cores',
    mirrored: 'pintada espelhada',
    broader: 'traços mais largos',
    finer: 'traços mais finos',
    sheet: 'quatro variações',
    alt: 'A foto pintada à maneira de {title}',
    iterations: '{count} iterações',
    engine: '{engine} em {device}',
    seed: 'semente {seed}',
    version: 'Atelier {version}',
    network: 'rede {network}',
    lossParts: { content: 'conteúdo', style: 'estilo', total: 'total' },
    plotAlt: 'As perdas, da primeira à última imagem: {losses}',
    plotPart: '{part} de {first} para {last}',
    noLosses: 'nenhuma registrada',
    clipAlt: 'O clipe pintado à maneira de {title}',
    length: { one: '{length}, um quadro', other: '{length}, {count} quadros' },
    trimmed: 'Só o começo foi pintado, {kept} de {whole}: é o limite daqui.',
    reduced: 'Reduzido para {size} e {rate} quadros por segundo para caber no limite daqui.',
    firstFrame: 'Só a primeira imagem foi pintada: imagens em movimento estão desativadas aqui.',
    reencoded: 'Salva como {format} para caber no limite daqui.',
    smaller: 'O Discord achou a imagem grande demais para cá, então esta é uma versão menor.',
    slower: 'Não deu tempo de enviar a imagem inteira, então esta é uma versão menor.',
    refused:
      'A imagem está pintada, mas o Discord não a aceita aqui. Ela está em `/histórico`, para ver em outro lugar ou pintar de novo.',
    madeWith: 'feito com Atelier',
    for: 'Para {person}:',
  },
  compare: {
    title: 'Antes e depois',
    clip: 'Antes e depois, em um instante do clipe',
    alt: 'A metade esquerda é a foto; a direita, o quadro à maneira de {title}',
  },
  losses: {
    photo: 'foto',
    picture: 'imagem',
    frame: 'Quadro',
    iteration: 'Iteração',
    none: 'As perdas não foram medidas.',
    soon: 'As perdas estão sendo medidas: aperte de novo em instantes.',
  },
  buttons: {
    take: 'Pintar o nº {number}',
    mine: 'Pintar a minha',
    upscale: 'Ampliar',
    sheet: 'Variações',
    again: 'De novo',
    high: 'Alta qualidade',
    stronger: 'Mais forte',
    weaker: 'Mais suave',
    compare: 'Comparar',
    losses: 'Perdas',
    delete: 'Excluir',
    cancel: 'Cancelar',
    anotherStyle: 'Outro estilo',
    highOnly: 'só em alta qualidade',
  },
  duration: { seconds: '{seconds} s', minutes: '{minutes} min {seconds} s' },
  percent: '{percent}%',
  /** what was received where nothing was */
  nothing: 'nada',
  errors: {
    'job.quota': {
      'pictures-hour':
        'Suas imagens por hora aqui acabaram (limite: {limit}). A próxima poderá ser pedida <t:{freeAt}:R>.',
      'pictures-day':
        'Suas imagens por dia aqui acabaram (limite: {limit}). A próxima poderá ser pedida <t:{freeAt}:R>.',
      'seconds-hour':
        'Seu tempo de pintura de uma hora acabou aqui (limite: {limit} s). A próxima imagem poderá ser pedida <t:{freeAt}:R>.',
      other:
        'Seu tempo de pintura de um dia acabou aqui (limite: {limit} s). A próxima imagem poderá ser pedida <t:{freeAt}:R>.',
    },
    'image.empty': 'O arquivo está vazio.',
    'image.unknown-type': 'Não é uma imagem que eu saiba ler. Envie um arquivo JPEG, PNG, WebP, AVIF ou GIF.',
    'image.svg': 'Desenhos SVG não são aceitos. Envie um arquivo JPEG, PNG, WebP, AVIF ou GIF.',
    'image.heic':
      'Esta é uma foto HEIC, que eu não sei abrir. No iPhone, escolha Ajustes ▸ Câmera ▸ Formatos ▸ Mais Compatível para as próximas fotos (no Android, desative “Imagens de alta eficiência” na câmera) e envie uma captura de tela desta ou salve-a como JPEG.',
    'image.jpeg-xl':
      'Esta é uma imagem JPEG XL, que eu não sei abrir. Salve-a como JPEG ou PNG; uma captura de tela também serve.',
    'image.no-still':
      'Este AVIF animado não tem nenhuma imagem estática que eu possa pintar. Envie como GIF ou WebP, ou envie uma captura de tela.',
    'image.too-costly':
      'Abrir esta imagem exige tempo ou memória demais. Salve-a menor, como JPEG ou PNG, e envie essa.',
    'image.damaged': 'A imagem está danificada ou incompleta e não pode ser aberta.',
    'image.too-many-bytes': 'O arquivo é grande demais: {megabytes} MB, e o máximo é {limit} MB.',
    'image.too-many-pixels':
      'A imagem tem pixels demais: {width}×{height}, e o máximo são {limit} megapixels.',
    'image.too-small':
      'A imagem é pequena demais: {width}×{height}. Cada lado precisa de pelo menos {limit} pixels.',
    'image.too-narrow': 'A imagem é estreita demais: um lado tem mais de {limit} vezes o outro.',
    'clip.no-ffmpeg':
      'Vídeos precisam do programa ffmpeg, que não está instalado aqui. Um GIF, um WebP animado ou um APNG não precisa dele.',
    'clip.damaged': 'O vídeo está danificado ou incompleto e não pode ser aberto.',
    'clip.no-frames': 'Este vídeo não contém nenhuma imagem.',
    'clip.too-large': 'O clipe é grande demais: {width}×{height}, e o máximo são {limit} pixels por lado.',
    'fetch.host': 'Só aceito imagens do próprio Discord. Anexe o arquivo ao comando.',
    'fetch.redirect':
      'O endereço da imagem levava a outro lugar, então não foi aberto. Anexe o arquivo de novo.',
    'fetch.failed': 'Não foi possível buscar a imagem no Discord. Tente de novo.',
    'fetch.timeout': 'O Discord demorou demais para entregar a imagem. Tente de novo.',
    'preset.unknown': {
      near: 'Não existe o estilo “{preset}”. Você quis dizer {near}?',
      other: 'Não existe o estilo “{preset}”. Escolha um destes: {presets}.',
    },
    'preset.too-large':
      'O arquivo do modelo “{preset}” tem {kilobytes} kB; são guardados no máximo {limit} kB.',
    'preset.count':
      'Este servidor já tem {limit} estilos próprios, e não cabem mais nos menus. Remova um antes com /modelos.',
    'preset.title-taken':
      'Este servidor já tem um estilo “{title}”. Escolha outro título, ou remova aquele com /modelos.',
    'lesson.count': 'Neste servidor já há {limit} quadros em aprendizado. Aguarde até um terminar.',
    'lesson.over': 'Não há mais nada para cancelar: já terminou ou já foi cancelado.',
    'preset.outdated':
      'O estilo “{preset}” foi aprendido com outras redes que não as deste Atelier. Quem o administra precisa aprendê-lo de novo: atelier learn PINTURA --name {preset} --replace.',
    'preset.no-fast': {
      own: 'Uma imagem sua ainda não pode ser pintada rápido. Escolha alta qualidade ou um destes: {presets}.',
      other:
        'O estilo “{preset}” ainda não pode ser pintado rápido. Escolha alta qualidade ou um destes: {presets}.',
    },
    'option.invalid': {
      'three-styles':
        'Uma imagem de estilo se mistura com mais um estilo, não com dois: deixe {beside} vazio ou escolha sua própria imagem em {option}.',
      'high-size': 'Em alta qualidade, {option} vai até {max}; na rápida, até {most}. Chegou {received}.',
      whole: 'Em {option} vai um número inteiro de {min} a {max}, mas chegou {received}.',
      range: 'Em {option} vai um número de {min} a {max}, mas chegou {received}.',
      'one-of': 'Em {option} você pode escolher entre: {names}. Chegou {received}.',
      'missing-style': 'Qual estilo? Indique-o em {option} ou anexe uma imagem sua em {beside}.',
      'missing-picture': 'O estilo deve ser uma imagem sua, mas não há nenhuma em {option}. Anexe-a ali.',
      'missing-blend': 'Com {beside} é preciso um segundo estilo em {option}, mas não há nenhum.',
      'high-only': '{option} só existe em alta qualidade.',
      'own-picture': '{option} pede uma imagem sua como estilo: um modelo não guarda nenhuma.',
      other: 'O valor {received} não serve para {option}.',
    },
    'engine.out-of-memory':
      'A imagem é grande demais para a memória desta máquina. Escolha um tamanho menor.',
    'model.missing': 'Falta o arquivo de rede {file}. É preciso reinstalar o Atelier.',
    'model.damaged': 'O arquivo de rede {file} está danificado. É preciso reinstalar o Atelier.',
    'job.limit': {
      one: 'Você já tem uma imagem na espera. Aguarde até ela ficar pronta.',
      other: 'Você já tem {limit} imagens na espera. Aguarde até uma ficar pronta.',
    },
    'job.cancelled': 'A imagem foi cancelada.',
    'job.worker-lost': 'A imagem falhou três vezes porque o worker parou. Tente de novo mais tarde.',
    'job.expired': 'Ninguém conseguiu pintar isto em {hours} horas, então saiu da lista. Tente de novo.',
    'service.unavailable': 'O ateliê não está acessível agora. Tente de novo em um minuto.',
    internal: 'Algo deu errado no ateliê. Já foi registrado; tente de novo.',
    'photo.gone':
      'A foto dessa imagem não está mais guardada, então não dá para pintá-la de novo. Envie-a mais uma vez.',
    'engine.unavailable': 'O motor “{engine}” não pode funcionar aqui.',
    'preset.name':
      'Um estilo não pode se chamar “{preset}”: no máximo {limit} letras minúsculas, dígitos e hifens, e não own-style.',
    'preset.taken':
      'Já existe um estilo “{preset}”. Use outro nome, ou --replace para pôr o seu no lugar dele.',
    'preset.not-own':
      'Não há em {folder} nenhum estilo seu “{preset}” para remover; os que vêm incluídos ficam.',
    'model.unknown': 'Não existe a rede “{name}”. Escolha uma destas: {names}.',
    'model.not-pulled':
      'A rede {name} não está nesta máquina. Baixe-a: atelier models pull {name}. Ou use um arquivo que você tenha: atelier models import {name} ARQUIVO.',
    'model.changed':
      'O arquivo de rede {file} não está mais como foi baixado: o SHA-256 é {received} em vez de {expected}. Baixe-o de novo: atelier models pull {name}.',
    'model.unsuitable': '{file} não contém a rede {name}.',
    'download.unreachable':
      'Não foi possível acessar {host}. Sem rede, use um arquivo de outro lugar: atelier models import {name} ARQUIVO.',
    'download.refused': '{host} não entregou a rede: respondeu {status} a {url}.',
    'download.interrupted':
      'A conexão com {host} caiu depois de {megabytes} MB. Eles ficam guardados: o mesmo comando continua dali.',
    'download.no-ranges':
      '{host} não entrega partes de um arquivo. Baixe-o inteiro: atelier models pull {name} --whole.',
    'download.wrong-digest':
      'O que {host} enviou como {name} não é o esperado: o SHA-256 é {received} em vez de {expected}. Nada foi guardado.',
    'tensorflow.processor': 'O TensorFlow não pode ser executado nesta máquina.',
    'tensorflow.no-python':
      'O TensorFlow precisa do Python {least} a {most} com venv. Instale um e execute o comando de novo.',
    'tensorflow.no-compiler':
      'Falta um compilador C++ para ligar o TensorFlow. Instale um (Debian: apt-get install g++; macOS: xcode-select --install) e repita o comando.',
    'tensorflow.unreachable': 'Não há rede. O que já está aqui fica: o mesmo comando continua de onde parou.',
    'tensorflow.failed': 'O TensorFlow não foi instalado. Toda a saída está em {log}.',
    'disk.full':
      'Não há espaço em {folder}: são necessários {megabytes} MB. O que já está lá fica; libere espaço e execute o comando de novo.',
    'file.unreadable': 'Não é possível ler o arquivo {file}.',
    'file.unwritable': 'Não é possível gravar o arquivo {file}.',
    'database.unavailable': 'Não foi possível acessar o banco de dados.',
    'environment.invalid': 'A variável de ambiente {variable} tem um valor errado: {received}.',
    'environment.missing': 'É preciso definir a variável de ambiente {variable}.',
    'database.unsuitable': 'O banco de dados de DATABASE_URL não pode ser usado.',
    'database.embedded':
      'O Postgres embutido não consegue rodar aqui. Indique um Postgres seu em DATABASE_URL.',
    'start.directory': '{path} não pode ser usado. Escolha outra pasta em {variable}.',
    'start.twice':
      'O Atelier já está rodando em {directory}. Pare-o primeiro ou escolha outra pasta em ATELIER_DATA.',
    'start.port': 'A porta {port} não está disponível. Escolha outra em {variable}.',
    'traces.unavailable':
      'OTEL_EXPORTER_OTLP_ENDPOINT pede rastreamentos, mas os pacotes deles não estão instalados: npm install --no-save {packages}',
  },
};
