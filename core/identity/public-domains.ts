/** Mail domains where anybody can have a mailbox: an address there says nothing about a company. A-labels, lower case. */
export const PUBLIC_DOMAINS = new Set(
  `
  gmail.com googlemail.com
  outlook.com hotmail.com live.com msn.com outlook.de hotmail.de hotmail.fr hotmail.co.uk hotmail.it live.co.uk live.fr windowslive.com
  yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.in yahoo.com.br yahoo.co.jp ymail.com rocketmail.com aol.com
  icloud.com me.com mac.com
  proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com hey.com zoho.com gmx.com gmx.net gmx.de gmx.at gmx.ch mail.com
  mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru
  yandex.ru yandex.com yandex.by yandex.kz yandex.ua yandex.com.tr ya.ru narod.ru
  rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru rambler.ua
  hotbox.ru pochta.ru qip.ru nm.ru e1.ru ngs.ru sibmail.com mail333.com xn--80a1acny.xn--p1ai
  tut.by mail.kz
  ukr.net i.ua meta.ua bigmir.net
  abv.bg mail.bg dir.bg gbg.bg gyuvetch.bg mail.orbitel.bg
  web.de t-online.de freenet.de arcor.de online.de
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr
  libero.it virgilio.it tiscali.it alice.it
  wp.pl o2.pl onet.pl interia.pl op.pl
  seznam.cz centrum.cz email.cz azet.sk
  btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net
  bigpond.com optusnet.com.au xtra.co.nz
  qq.com 163.com 126.com sina.com naver.com daum.net hanmail.net rediffmail.com
  uol.com.br bol.com.br terra.com.br
  mailinator.com guerrillamail.com 10minutemail.com temp-mail.org yopmail.com trashmail.com
  `
    .trim()
    .split(/\s+/),
)
