import type { Texts } from './en.ts';

export const ja: Texts = {
  quality: { fast: '高速', high: '高品質' },
  ownStyle: '自分のスタイル画像',
  titleBy: '{artist}「{title}」',
  queued: {
    taken: 'ご注文を受け付けました。写真を確認しています。',
    inQueue: '順番待ちです。{place}',
    next: '次があなたの番です。',
    ahead: { one: 'あなたの前に{count}枚あります。', other: 'あなたの前に{count}枚あります。' },
    noWorker: '今は描けるワーカーがいません。ワーカーが来しだい描き始めます。',
    paused: '描画は一時停止中です：{reason} 順番はそのまま残ります。',
    ready: '完成予定：{when}',
  },
  progress: {
    frames: 'フレーム {frame} / {frames} · {size}',
    line: '反復 {iteration} / {iterations} · 損失の合計 {loss} · {size}',
    alt: '{title}風の絵、{percent}パーセントまで完成',
  },
  result: {
    warnings: {
      'style.plain': 'このスタイルから取り入れられる特徴が少ないため、写真がほぼそのまま残っています。',
      'size.smaller': '本来のサイズにはメモリが足りなかったため、画像を小さくしました。',
    },
    refined: '高速・仕上げつき',
    coloursFirst: '色から描き始め',
    mirrored: '左右逆に描画',
    broader: '大きい筆致',
    finer: '細かい筆致',
    sheet: '4つのバリエーション',
    alt: '{title}風に描いた写真',
    iterations: '反復 {count} 回',
    engine: '{engine}（{device}）',
    seed: 'シード {seed}',
    version: 'Atelier {version}',
    network: 'ネットワーク {network}',
    lossParts: { content: '内容', style: '画風', total: '合計' },
    plotAlt: '損失、最初の絵から最後の絵まで：{losses}',
    plotPart: '{part}は{first}から{last}',
    noLosses: '記録なし',
    clipAlt: '{title}風に描いた動画',
    length: { one: '{length}、{count}フレーム', other: '{length}、{count}フレーム' },
    trimmed: '{whole}のうち、最初の{kept}だけを描きました（ここでの上限です）。',
    reduced: 'ここの上限に収まるように、{size}、毎秒{rate}フレームに縮小しました。',
    firstFrame: '最初の1枚だけを描きました。ここでは動く画像が無効になっています。',
    reencoded: 'ここの上限に収まるように{format}で保存しました。',
    smaller: 'ここではDiscordの上限を超えたため、小さくした版です。',
    slower: '時間内にアップロードできなかったため、小さくした版です。',
    refused:
      '絵はできましたが、ここではDiscordに受け付けてもらえませんでした。`/履歴` から、別の場所で見たり、もう一度描いたりできます。',
    madeWith: 'Atelierで制作',
    for: '{person} さんへ：',
  },
  compare: {
    title: '描く前と描いた後',
    clip: '描く前と描いた後（動画のある一瞬）',
    alt: '左半分が元の写真、右半分が{title}風に描いた絵',
  },
  losses: {
    photo: '写真',
    picture: '絵',
    frame: 'フレーム',
    iteration: '反復',
    none: '損失は測定されませんでした。',
    soon: '損失を測定中です。少し待ってからもう一度押してください。',
  },
  buttons: {
    take: '{number}番を描く',
    mine: '自分の写真を描く',
    upscale: '拡大',
    sheet: 'バリエーション',
    again: 'もう一度',
    high: '高品質',
    stronger: '強く',
    weaker: '弱く',
    compare: '比較',
    losses: '損失',
    delete: '削除',
    cancel: 'キャンセル',
    anotherStyle: '別のスタイル',
    highOnly: '高品質のみ',
  },
  duration: { seconds: '{seconds}秒', minutes: '{minutes}分{seconds}秒' },
  percent: '{percent}%',
  /** what was received where nothing was */
  nothing: 'なし',
  errors: {
    'job.quota': {
      'pictures-hour': 'ここでの上限（1時間に{limit}枚）に達しました。次は<t:{freeAt}:R>に注文できます。',
      'pictures-day': 'ここでの上限（1日に{limit}枚）に達しました。次は<t:{freeAt}:R>に注文できます。',
      'seconds-hour':
        'ここでの1時間の描画時間（{limit}秒）を使い切りました。次は<t:{freeAt}:R>に注文できます。',
      other: 'ここでの1日の描画時間（{limit}秒）を使い切りました。次は<t:{freeAt}:R>に注文できます。',
    },
    'image.empty': 'ファイルが空です。',
    'image.unknown-type':
      '読み込める画像ではありません。JPEG、PNG、WebP、AVIF、GIFのいずれかを送ってください。',
    'image.svg': 'SVGには対応していません。JPEG、PNG、WebP、AVIF、GIFのいずれかを送ってください。',
    'image.heic':
      'HEIC形式の写真は開けません。iPhoneでは「設定」▸「カメラ」▸「フォーマット」▸「互換性優先」を選ぶと、次からはJPEGで撮影されます（Androidではカメラの「高効率画像」をオフにしてください）。この写真は、スクリーンショットを撮るかJPEGで保存してから送ってください。',
    'image.jpeg-xl':
      'JPEG XL形式の画像は開けません。JPEGかPNGで保存するか、スクリーンショットを撮って送ってください。',
    'image.no-still':
      'このアニメーションAVIFには、絵にできる静止画が含まれていません。GIFかWebPにするか、スクリーンショットを撮って送ってください。',
    'image.too-costly':
      'この画像を開くには時間またはメモリがかかりすぎます。小さくしてJPEGかPNGで保存し、もう一度送ってください。',
    'image.damaged': '画像が壊れているか途中で切れているため、開けません。',
    'image.too-many-bytes': 'ファイルが大きすぎます：{megabytes} MB（上限は{limit} MB）。',
    'image.too-many-pixels': '画像のピクセル数が多すぎます：{width}×{height}（上限は{limit}メガピクセル）。',
    'image.too-small': '画像が小さすぎます：{width}×{height}。各辺が{limit}ピクセル以上必要です。',
    'image.too-narrow': '画像が細長すぎます。一辺がもう一辺の{limit}倍を超えています。',
    'clip.no-ffmpeg':
      '動画にはffmpegというプログラムが必要ですが、ここにはインストールされていません。GIF、アニメーションWebP、APNGならそのまま使えます。',
    'clip.damaged': '動画が壊れているか途中で切れているため、開けません。',
    'clip.no-frames': 'この動画には映像が含まれていません。',
    'clip.too-large': '動画が大きすぎます：{width}×{height}（上限は各辺{limit}ピクセル）。',
    'fetch.host': '画像はDiscord上のものだけ受け付けます。コマンドにファイルを添付してください。',
    'fetch.redirect':
      '画像のアドレスが別の場所を指していたため、開きませんでした。ファイルをもう一度添付してください。',
    'fetch.failed': 'Discordから画像を取得できませんでした。もう一度お試しください。',
    'fetch.timeout': 'Discordからの画像の取得に時間がかかりすぎました。もう一度お試しください。',
    'preset.unknown': {
      near: '「{preset}」というスタイルはありません。もしかして：{near}',
      other: '「{preset}」というスタイルはありません。次の中から選んでください：{presets}。',
    },
    'preset.too-large':
      'プリセット「{preset}」のファイルは{kilobytes} kBあります。保存できるのは{limit} kBまでです。',
    'preset.count':
      'このサーバーにはすでに{limit}個のスタイルがあり、メニューにこれ以上入りません。先に /学習済み で1つ削除してください。',
    'preset.title-taken':
      'このサーバーにはすでに「{title}」というスタイルがあります。別の題名にするか、/学習済み でそれを削除してください。',
    'lesson.count': 'このサーバーではすでに{limit}点の絵画を学習中です。どれかが終わるまでお待ちください。',
    'lesson.over': 'すでに終わったか、キャンセル済みのため、取り消せるものはありません。',
    'preset.outdated':
      'スタイル「{preset}」は、この Atelier とは別のネットワークで学習されたものです。運営者が学習し直す必要があります：atelier learn 絵 --name {preset} --replace',
    'preset.no-fast': {
      own: '自分の画像は、まだ高速では描けません。高品質か、次のどれかを選んでください：{presets}。',
      other:
        'スタイル「{preset}」はまだ高速では描けません。高品質か、次のどれかを選んでください：{presets}。',
    },
    'option.invalid': {
      'three-styles':
        'スタイル画像に混ぜられるスタイルは一つだけです。「{beside}」を外すか、「{option}」で自分の画像を選んでください。',
      'high-size': '「{option}」の上限は、高品質で{max}、高速で{most}です（指定された値：{received}）。',
      whole: '「{option}」には{min}から{max}までの整数を指定してください（指定された値：{received}）。',
      range: '「{option}」には{min}から{max}までの数を指定してください（指定された値：{received}）。',
      'one-of': '「{option}」は次の中から選んでください：{names}（指定された値：{received}）。',
      'missing-style': '「{option}」でスタイルを選ぶか、「{beside}」に自分の画像を添付してください。',
      'missing-picture': '自分の画像をスタイルにするには、「{option}」に画像を添付してください。',
      'missing-blend': '「{beside}」を指定するときは、「{option}」にもう一つのスタイルを指定してください。',
      'high-only': '「{option}」は高品質でのみ使えます。',
      'own-picture':
        '「{option}」は自分の画像をスタイルにしたときだけ使えます。用意されたスタイルには画像がありません。',
      other: '「{option}」に {received} は指定できません。',
    },
    'engine.out-of-memory':
      '画像が大きすぎて、このマシンのメモリに収まりません。小さいサイズを選んでください。',
    'model.missing': 'ネットワークのファイル {file} がありません。Atelierを再インストールしてください。',
    'model.damaged': 'ネットワークのファイル {file} が壊れています。Atelierを再インストールしてください。',
    'job.limit': {
      one: 'すでに{limit}枚が順番待ちです。終わるまでお待ちください。',
      other: 'すでに{limit}枚が順番待ちです。どれかが終わるまでお待ちください。',
    },
    'job.cancelled': '描画をキャンセルしました。',
    'job.worker-lost':
      'ワーカーが止まったため、3回続けて失敗しました。しばらくしてからもう一度お試しください。',
    'job.expired':
      '{hours}時間以内に描けるワーカーがいなかったため、リストから外しました。もう一度お試しください。',
    'service.unavailable': '現在アトリエに接続できません。1分ほどしてからもう一度お試しください。',
    internal: 'アトリエで問題が発生しました。記録しましたので、もう一度お試しください。',
    'photo.gone': 'この絵の元の写真はもう保存されていないため、描き直せません。もう一度送ってください。',
    'engine.unavailable': 'エンジン「{engine}」はここでは動きません。',
    'preset.name':
      '「{preset}」はスタイルの名前にできません。英小文字、数字、ハイフンで{limit}文字まで、own-style 以外にしてください。',
    'preset.taken':
      '「{preset}」というスタイルはすでにあります。別の名前にするか、--replace で置き換えてください。',
    'preset.not-own':
      '{folder} には、削除できる自作のスタイル「{preset}」がありません。付属のスタイルは削除できません。',
    'model.unknown': '「{name}」というネットワークはありません。次の中から選んでください：{names}。',
    'model.not-pulled':
      'ネットワーク {name} はこのマシンにありません。取得するには：atelier models pull {name}。手元のファイルを使うには：atelier models import {name} ファイル',
    'model.changed':
      'ネットワークのファイル {file} が取得時から変わっています。SHA-256は{received}ですが、本来は{expected}です。取得し直してください：atelier models pull {name}',
    'model.unsuitable': '{file} の中身はネットワーク {name} ではありません。',
    'download.unreachable':
      '{host} に接続できません。ネットワークがなければ、別の場所のファイルを使えます：atelier models import {name} ファイル',
    'download.refused': '{host} からネットワークを取得できませんでした。{url} への応答は {status} でした。',
    'download.interrupted':
      '{megabytes} MBを受け取ったところで {host} との接続が切れました。受け取った分は残っています。同じコマンドで続きから再開します。',
    'download.no-ranges':
      '{host} はファイルの一部だけの取得に対応していません。全体を取得してください：atelier models pull {name} --whole',
    'download.wrong-digest':
      '{host} から届いた {name} は本来のものと違います。SHA-256は{received}ですが、{expected}のはずです。何も保存していません。',
    'tensorflow.processor': 'このマシンでは TensorFlow を実行できません。',
    'tensorflow.no-python':
      'TensorFlow には venv 付きの Python {least}〜{most} が必要です。インストールしてから、もう一度実行してください。',
    'tensorflow.no-compiler':
      'TensorFlow の接続に必要な C++ コンパイラーがありません。インストールしてから（Debian：apt-get install g++、macOS：xcode-select --install）、もう一度コマンドを実行してください。',
    'tensorflow.unreachable':
      'ネットワークに接続できません。すでにある分は残るので、同じコマンドで続きから再開できます。',
    'tensorflow.failed': 'TensorFlow はインストールされていません。出力はすべて {log} にあります。',
    'disk.full':
      '{folder} に空きがありません。{megabytes} MB必要です。すでにある分は残ります。空きを作ってから、もう一度実行してください。',
    'file.unreadable': 'ファイル {file} を読み込めません。',
    'file.unwritable': 'ファイル {file} に書き込めません。',
    'database.unavailable': 'データベースに接続できません。',
    'environment.invalid': '環境変数 {variable} の値が正しくありません：{received}',
    'environment.missing': '環境変数 {variable} を設定してください。',
    'database.unsuitable': 'DATABASE_URL のデータベースは使用できません。',
    'database.embedded':
      '内蔵の Postgres をここでは実行できません。DATABASE_URL にご自身の Postgres を指定してください。',
    'start.directory': '{path} は使用できません。{variable} に別のディレクトリを指定してください。',
    'start.twice':
      '{directory} では Atelier がすでに動いています。先にそれを止めるか、ATELIER_DATA に別のディレクトリを指定してください。',
    'start.port': 'ポート {port} は使用できません。{variable} に別のポートを指定してください。',
    'traces.unavailable':
      'OTEL_EXPORTER_OTLP_ENDPOINT でトレースが指定されていますが、必要なパッケージがインストールされていません：npm install --no-save {packages}',
  },
};
