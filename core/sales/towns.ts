const BRITISH = `London Birmingham Manchester Leeds Sheffield Liverpool Bristol Glasgow Edinburgh Cardiff Belfast Leicester
  Coventry Bradford Nottingham Hull Newcastle Sunderland Wolverhampton Derby Plymouth Southampton Portsmouth Reading Swindon
  Luton Stoke Preston Blackpool Bolton Stockport Oldham Rochdale Warrington Wigan Huddersfield Halifax Wakefield Doncaster
  Rotherham Barnsley York Middlesbrough Darlington Durham Carlisle Lincoln Grimsby Peterborough Cambridge Norwich Ipswich
  Colchester Chelmsford Oxford Slough Watford Brighton Bournemouth Exeter Gloucester Cheltenham Worcester Telford Walsall
  Dudley Swansea Newport Wrexham Aberdeen Dundee Inverness Dublin Cork`

const RUSSIAN = `Москва Санкт-Петербург Петербург Новосибирск Екатеринбург Казань Челябинск Омск Самара Уфа Красноярск Пермь
  Воронеж Волгоград Краснодар Саратов Тюмень Тольятти Ижевск Барнаул Ульяновск Иркутск Хабаровск Ярославль Владивосток
  Томск Оренбург Кемерово Новокузнецк Рязань Астрахань Пенза Липецк Киров Чебоксары Тула Калининград Курск Ставрополь
  Брянск Иваново Магнитогорск Сочи Белгород Владимир Архангельск Чита Калуга Смоленск Саранск Череповец Курган Орёл Вологда
  Владикавказ Мурманск Тамбов Стерлитамак Таганрог Нижнекамск Миасс Златоуст Рыбинск Набережные-Челны Минск Алматы Астана
  София Пловдив Варна`

const listed = (text: string): string[] => text.split(/\s+/)

/** Towns beside which a house number is an address: large ones where our languages are spoken. A lead's own is added to them. */
export const TOWNS: readonly string[] = [...listed(BRITISH), ...listed(RUSSIAN)]
