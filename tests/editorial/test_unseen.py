"""Whether the shipped topic holds for weeks that nobody had in mind when its words were chosen.

Notes of our own about public events of 2022 to 2025, labelled before the program ever saw them:
`state` is what the State Department said on the topic, `other` further diplomacy of the war, `-`
neither. Words of the topic file were changed for the sake of `KNOWN`, and again after the misses of
every second note of `CHECKED` were read. `UNSEEN` was written after the last change of a word, and
is for measuring only: who tunes on it writes new notes.
"""

from __future__ import annotations

from collections import Counter

import pytest

from digest import bundled, config
from digest.editorial.topic import load_topic
from tests.support.judging import judge
from tests.support.values import an_item

CONFIG = config.parse(b"")
TOPIC = load_topic(
    (bundled.folder("sources") / "topics" / "ukraine-diplomacy.toml").read_bytes(),
    CONFIG.topic,
    where="ukraine-diplomacy.toml",
)
CLASSES = ("state", "other", "-")

#: One note a paragraph: day, class and title in its first line, then the text.
KNOWN = """\
2022-03-29 other A written offer from Kyiv is on the table in Istanbul
Russian and Ukrainian negotiators spent a day in the Dolmabahce palace. Kyiv's side laid out on
paper that it would stay out of alliances if a group of states vouched for its safety.

2022-07-22 other Ships with grain are to sail from Odesa again
In Istanbul the defence minister of Russia and the infrastructure minister of Ukraine each signed
a paper with Turkey and the United Nations that lets cargo leave three Black Sea ports.

2022-09-22 other Commanders from Azovstal arrive in Turkey after a night of swaps
More than two hundred Ukrainians came home in return for Viktor Medvedchuk and some fifty Russians.
Turkey and Saudi Arabia had arranged it; ten foreigners were flown to Riyadh.

2022-10-12 other In New York, 143 countries reject the annexation of four regions
The General Assembly called the votes that Moscow had staged in occupied parts of Ukraine void.
Four states stood with Russia; China and India were among those that abstained.

2023-02-20 other Biden walks through Kyiv as sirens sound
The American president had come by train from Poland, unannounced. He stood with Zelensky before
St. Michael's and promised another half a billion dollars in arms.

2023-05-19 other Zelensky addresses the Arab League in Jeddah
On his way to Japan the Ukrainian president stopped in Saudi Arabia. He told the gathered heads of
state that some among them looked away from what Russia was doing, and asked them to listen.

2023-06-17 other Seven Africans, ten points: a journey to Kyiv and St. Petersburg
The presidents of South Africa, Senegal, Zambia and the Comoros brought ideas for an end to the war
to Zelensky and, a day later, to Putin. Neither took them up.

2023-08-06 other Forty governments compare notes in Jeddah, without Moscow
Advisers from China, India and Brazil sat down with Ukraine's delegation for two days. There was
no final text, but working groups on the ten points of Zelensky's formula were agreed.

2023-12-14 other While Orban is out for coffee, the others open the door to Kyiv
The European Council decided to begin membership negotiations with Ukraine and Moldova. Hungary's
leader had left the room; hours later he blocked fifty billion euros for Ukraine's budget.

2024-06-16 other Eighty states sign a text above Lake Lucerne; some big ones do not
The gathering at the Buergenstock ended with a paper on nuclear plants, food and prisoners. India,
Saudi Arabia and South Africa kept away from it, and Russia had not been asked to come.

2024-08-23 other Modi goes to Kyiv six weeks after he embraced Putin
It is the first journey of an Indian head of government to Ukraine. He said that India is on the
side of peace and offered to help as a friend.

2025-02-28 other Shouting in the Oval Office, and no signature on the minerals
Trump and Vance reproached Zelensky before cameras with a want of thanks. The Ukrainian guest left
the White House early, and the contract on rare earths stayed where it lay.

2025-08-15 other Three hours in Anchorage end without an agreement on Ukraine
Trump received Putin on a military base in Alaska. The two spoke of progress, took no questions and
named no terms; European capitals waited by the phone.

2022-04-07 state Price: Russia has no business on a council for human rights
The spokesperson of the State Department, Ned Price, told reporters in Washington that the vote to
suspend Moscow was an answer to the pictures from Bucha in Ukraine.

2023-07-17 state State Department says Moscow plays with the hunger of others
Matthew Miller said at Monday's briefing that Russia should come back to the grain accord at once,
and that Washington was in touch with Kyiv and Ankara about other routes.

2024-10-28 state Miller is asked about soldiers from North Korea
At the daily briefing the State Department's spokesman said that some of the troops sent by
Pyongyang to Kursk would be a lawful target if they fought against Ukraine.

2025-03-11 state Bruce on the talks in Jeddah
State Department spokesperson Tammy Bruce said that the Ukrainian side was ready for thirty days of
silence of the guns, and that the next word was Russia's.

2023-02-27 state Department Press Briefing – February 27, 2023
MR PRICE: Good afternoon. QUESTION: On the Chinese paper about Ukraine, has anybody in Kyiv told you
what they make of it? MR PRICE: We have heard from our Ukrainian partners, and will leave it to
them.

2024-05-17 state No American word against strikes inside Russia, and none for them
A State Department spokesperson declined on Friday to say whether Ukraine may use American rockets
across the border; it is for Kyiv to say how it defends itself, he added.

2023-05-12 - Sudan's generals promise in Jeddah to spare civilians
Envoys of the army and of the Rapid Support Forces signed a declaration under Saudi and American
mediation. It is no ceasefire, diplomats cautioned.

2023-11-22 - Four days of quiet for Gaza, fifty hostages for 150 prisoners
Qatar announced that Israel and Hamas had accepted the deal. Aid lorries are to cross from Egypt
while the truce lasts.

2023-09-20 - A day of fighting, then Karabakh's Armenians lay down arms
Russian peacekeepers brought about a ceasefire with Azerbaijan. Talks on the future of the enclave
are to begin in Yevlakh, Moscow said.

2022-11-02 - Pretoria: Ethiopia and Tigray agree to stop their war
After ten days of negotiations under the African Union, both delegations signed. Fighters are to
hand in their weapons within a month.

2023-05-20 - Wagner's chief claims all of Bakhmut
Prigozhin posed with a flag in the ruins of the Ukrainian town. Kyiv's general staff replied that
its soldiers still held a few houses in the south-west and were advancing on the flanks.

2022-09-10 - Ukrainian tanks in Izium: the front near Kharkiv gives way
Within days Russian units left thousands of square kilometres, their vehicles and their munitions.
Moscow spoke of a regrouping of its forces.

2022-05-15 - Ukraine's Kalush Orchestra wins the song contest in Turin
Viewers all over Europe gave Stefania more points than any song before. The band appealed from the
stage for Mariupol.

2024-05-19 - Usyk beats Fury on points and holds all four belts
The Ukrainian heavyweight won in Riyadh after twelve rounds. His opponent thought that judges had
sided with a country at war.

2024-03-26 - Ukraine reach the European Championship with a late winner
Mudryk scored in Wroclaw six minutes before the end against Iceland. The team will meet Belgium,
Slovakia and Romania in Germany.

2023-10-31 - Department Press Briefing – October 31, 2023
MR MILLER: Let me begin with Rafah, where the crossing will open tomorrow for foreign nationals.
QUESTION: How many Americans are among them? MR MILLER: Around four hundred, with their families.

2023-08-08 - State Department says Niger's generals refuse to let envoy see president
Victoria Nuland spent two hours with the officers in Niamey. The talks were difficult, and the
constitution was not restored, the Department added.

2025-05-10 - India and Pakistan stop firing after a night of calls
Islamabad and New Delhi confirmed an understanding between their militaries. Washington said that it
had mediated, which India denies.

2024-03-11 - An Oscar for twenty days in Mariupol
The Ukrainian director said he would rather never have made his film. It is the first award of the
Academy for a picture from that country.

2022-03-10 other Lavrov and Kuleba sit across one table in Antalya and part as they came
Turkey's foreign minister had brought the two together. Kyiv asked for a day without shooting and a
way out of Mariupol; his counterpart had no mandate for that, the Ukrainian said.

2022-06-23 other Ukraine and Moldova become candidates
The 27 heads of government in Brussels followed the advice of the Commission. Membership itself is
years away, but the vote was unanimous.

2022-12-21 other Zelensky in Washington: a flag from Bakhmut for the Congress
On his first journey abroad since the invasion he was received by Biden and spoke to both chambers,
asking that the help be seen as an investment. A Patriot battery was promised.

2023-01-25 other Berlin lets its Leopards go
After weeks of pressure the chancellor told the Bundestag that fourteen tanks would be given to
Ukraine, and that partners may pass on theirs. Washington adds Abrams.

2023-03-17 other Judges in The Hague want Putin
The International Criminal Court issued warrants against the Russian president and his commissioner
for children over the removal of minors from Ukraine. Moscow called the paper void.

2023-07-12 other Vilnius: not yet, but some day
The allies told Kyiv that it will be invited when they agree and conditions are met. Zelensky, who
had called the draft absurd, then spoke of a good result.

2023-09-15 other Poland, Hungary and Slovakia keep Ukrainian wheat out on their own
Brussels let the ban lapse on Friday. The three governments announced within hours that it would
go on at home, and Kyiv wants to sue at the World Trade Organization.

2024-01-16 other Kyiv's adviser and the Swiss host eighty security advisers in Davos
It was the fourth round on the peace formula. China did not come, and the Swiss foreign minister
said that a way to have Russia in it must be found.

2024-08-01 other Gershkovich and Whelan fly home in the largest swap since the Cold War
Twenty-four people from seven countries changed hands on an airfield in Ankara. A murderer convicted
in Berlin was the price that Moscow had asked.

2024-11-15 other Scholz phones Putin for the first time in two years
For an hour the chancellor urged him to talk with Kyiv and to withdraw. Zelensky complained that the
call opened Pandora's box.

2025-02-18 other Rubio and Lavrov spend four hours in Riyadh, with nobody from Ukraine
Both sides want to staff their embassies again and to name teams that will work on an end of the
war. Kyiv was not consulted, its president protested.

2025-05-16 other First direct meeting in three years: less than two hours in Istanbul
Umerov and Medinsky led the delegations. They settled on a thousand captives for a thousand, and on
little besides.

2025-10-22 other Washington puts Rosneft and Lukoil on its list
The Treasury said that the measures shall bring Moscow to accept a halt of the fighting in Ukraine.
It is the first such step of Trump's second term.

2024-04-20 other After half a year, sixty billion for Kyiv pass the House
Speaker Johnson brought the bill to the floor with the votes of Democrats. A part of the money is a
loan that a president may forgive.

2023-10-11 other Blinken's aides, unnamed, weigh joining help for Israel with that for Ukraine
Two State Department officials who did not want to be quoted by name said that one request to
Congress for both was likely. Nothing was decided, they cautioned.

2022-02-23 state Ned Price: no meeting with Lavrov now
At Wednesday's press briefing the spokesman explained why the Secretary had called off Geneva: a
state that has begun to invade Ukraine has turned away from diplomacy.

2023-11-28 state US has seen no sign that Moscow would bargain in earnest, Miller says
State Department spokesman Matthew Miller was asked about reports that partners push Kyiv towards
negotiations. No one does, he answered; it is Ukraine's choice.

2024-09-03 state State Department: no change on long-range arms for now
Spokesperson Matthew Miller said on Tuesday that conversations with Kyiv go on, but that there was
nothing to announce after the attack on Poltava.

2025-04-22 state Rubio will not go to London, his spokeswoman explains
Tammy Bruce told a briefing that the Secretary's calendar stood against it, and that General Kellogg
will meet the Ukrainians and the Europeans there.

2022-08-01 state Department Press Briefing – August 1, 2022
MR PRICE: Good afternoon. The Razoni left the port of Odesa this morning. QUESTION: What does this
say about whether Russia keeps its word? MR PRICE: It is one ship, and what matters are those to
come.

2023-06-07 state Patel: too early to say who broke the dam
At Wednesday's State Department briefing, the deputy spokesperson said that Washington has offered
Ukraine help for those driven from their homes on the Dnipro.

2024-11-27 - Lebanon: the guns fall silent at four in the morning
The accord that France and the United States brokered between Israel and Hezbollah gives the army
sixty days to move south. Netanyahu's cabinet had voted ten to one.

2022-04-02 - Yemen's parties accept two months of truce
The envoy of the United Nations announced that the Houthis and the coalition would hold their fire
through Ramadan, and that fuel ships may enter Hodeidah.

2025-06-27 - Congo and Rwanda sign in Washington
The foreign ministers put their names to a peace agreement beside Rubio. Rebels of the M23, who were
not there, keep Goma.

2023-06-08 - Ukraine's long awaited push begins south of Orikhiv
Western armour was seen burning among mines. Analysts expect weeks of probing before reserves are
sent in, and Russian bloggers wrote of waves of vehicles.

2022-11-11 - Crowds with flags greet soldiers in Kherson
The last Russian troops crossed the Dnipro at night and blew up the bridge behind them. It was the
only regional capital that Moscow had taken.

2024-08-09 - Sumy: a thousand square kilometres of Kursk in a week
Ukrainian brigades went past the border posts at Sudzha. Moscow declared an emergency and sent
reserves from other parts of the front.

2022-04-20 - Wimbledon shuts out players from Russia and Belarus
The club said that it had no other choice in view of the invasion of Ukraine. The tours, which rank
the players, were not pleased; Medvedev and Rublev will miss the championships.

2023-07-28 - Kharlan disqualified after she refuses the hand of a Russian
The Ukrainian fencer held out her blade in Milan instead. The world federation gave her back her
place at the next event a day later.

2024-01-09 - Department Press Briefing – January 9, 2024
MR MILLER: The Secretary is in Tel Aviv today, his fourth visit since October. QUESTION: Did Israel
promise that people may go back to the north of Gaza? MR MILLER: A UN mission will look at that.

2024-07-29 - Miller: Washington has grave doubts about Caracas
The State Department spokesman called on the electoral council of Venezuela to publish the tallies.
Talks with partners in the region were under way, he said.

2022-11-17 - Opera in Lviv plays on by candlelight
The company has learnt to rehearse around the hours without power. A tour of Poland and Germany in
spring shall pay for a generator.

2025-07-28 - Thailand and Cambodia agree on a ceasefire in Putrajaya
Malaysia's prime minister hosted the two leaders after five days of shelling along the border. Trump
had threatened to break off trade talks with both.
"""

CHECKED = """\
2022-02-28 other At the Belarusian border, five hours and a promise to meet again
Ukraine's defence minister and a former culture minister of Russia led the two teams near Gomel.
Kyiv had asked for an immediate halt of the invasion and got a second appointment.

2022-06-16 other Four leaders on a night train: Ukraine belongs to Europe
The heads of France, Germany, Italy and Romania saw Irpin and then told their host that they favour
making his country a candidate.

2022-11-15 other Ten points for the twenty in Bali
By video the Ukrainian president laid out what he calls a formula. Most members of the group condemn
the war in the strongest terms, the final paper says; Lavrov had already left.

2023-03-21 other Xi in Moscow praises his own twelve points
For two days he was Putin's guest. They signed much on trade and little on Ukraine, and a call to
Kyiv that many had expected did not come.

2023-06-30 other Vatican: Zuppi ends two days in Moscow
The cardinal saw an adviser of Putin and the commissioner for children. Weeks earlier the Pope's
envoy had been in Kyiv; a plan for peace is not on offer yet, Rome cautioned.

2024-02-28 other Scholz: no Germans with Taurus, no matter what Paris says
Macron had not ruled out that soldiers of the West be sent to Ukraine one day. Berlin, Warsaw and
Prague were quick to say that theirs would not.

2024-03-08 other Erdogan offers Istanbul once more
After he had met Zelensky he told journalists that Turkey would host a summit at which Russia is
present. Kyiv's guest answered that those who invade cannot be asked first.

2024-05-10 other In New York, a wall between Ukraine's loan and a veto
Ministers of the G7 look for a way to lend Kyiv the future earnings of Russia's blocked reserves.
Euroclear in Brussels holds most of them.

2024-07-02 other Orban visits Kyiv, for the first time in twelve years
A day after taking over the presidency of the Council, the Hungarian asked for a quick ceasefire.
His host did not agree, and three days later the visitor was in the Kremlin.

2024-09-25 other At the UN, Zelensky warns against plans over Ukraine's head
Brazil and China, he said, had no right to boost their standing at his country's expense.

2024-10-22 other Kazan: Putin shows that he has friends
Thirty-six delegations came to the BRICS meeting. Several guests urged an end of the war in Ukraine,
and the Secretary-General of the United Nations was reproached in Kyiv for his handshake.

2025-03-02 other London: a dozen Europeans and Canada pledge a plan for Kyiv
Starmer gathered them after the row in Washington. Britain and France want to work out terms with
Ukraine and then put them to Trump.

2025-08-18 other Seven Europeans escort Zelensky to the White House
They spoke of guarantees and of a meeting of two, then three. Trump broke off to ring up Moscow.

2025-11-23 other In Geneva, 28 points become fewer
Rubio and Yermak sat together over the American paper. Europeans had objected to limits on the size
of Ukraine's army and to the use of the frozen money.

2022-05-26 state State Department: Moscow holds the world's bread hostage
Spokesman Ned Price told a briefing that it is Russia's ships and not sanctions that keep Ukrainian
grain from those who need it.

2022-12-06 state "We have neither encouraged nor enabled" strikes inside Russia, US spokesman says
At the State Department's briefing Ned Price was asked about drones over Ryazan and Engels. It is
Ukraine that decides, he added.

2023-08-24 state Deputy spokesperson Vedant Patel on Independence Day in Kyiv
Washington will put on its list eleven people who took part in the removal of children from Ukraine,
he said.

2024-01-30 state Department Press Briefing – January 30, 2024
MR MILLER: Happy Tuesday. QUESTION: Ms. Nuland is in Kyiv. What does she bring while Congress does
not move? MR MILLER: She will underline that we stand with Ukraine.

2024-06-10 state Miller welcomes that Ukraine's friends will meet in Switzerland
The spokesman for the US State Department said that the vice president would attend. Of those who
stay away he did not want to speak.

2025-05-01 state US will change how it mediates, State Department says
Tammy Bruce told reporters that Washington would no longer fly around the world at the drop of a
hat, and that it is for Russia and Ukraine to bring concrete ideas.

2025-07-08 state State Department names no date for the next deliveries to Kyiv
Spokeswoman Tammy Bruce referred questions on the pause of air defence munitions to the Pentagon.

2022-06-02 - Yemen's warring sides prolong their truce
The United Nations announced two more months. Flights from Sanaa to Amman will go on, while the
roads around Taiz stay shut.

2023-04-24 - Sudan: three days for the evacuation, brokered by Blinken
The generals accepted after two days of negotiations, the American secretary of state announced.
Embassies of many countries fly out their staff.

2025-01-15 - Doha announces a truce in Gaza, to begin on Sunday
Biden's and Trump's envoys had worked on it together. Thirty-three hostages will come free in the
first phase; Israel's cabinet has yet to agree.

2025-08-08 - Aliyev and Pashinyan shake hands in the White House
Armenia and Azerbaijan renounce force, and a transit road will bear Trump's name. Russia, long the
broker in the Caucasus, was not in the room.

2024-12-08 - Assad flees to Moscow as rebels enter Damascus
Russia granted the Syrian and his family asylum, agencies there reported. Its bases on the coast
were said to be safe for the time being.

2025-06-24 - Israel and Iran cease their fire after twelve days
Trump proclaimed it at night and swore at both in the morning. Qatar had carried the messages.

2022-07-03 - Lysychansk falls
The general staff in Kyiv confirmed that its soldiers had withdrawn. With the town Russia controls
nearly the whole of the Luhansk region.

2024-02-17 - Avdiivka is given up after four months of assaults
The new commander ordered his units out lest they be encircled. Russian aircraft had dropped
hundreds of glide bombs on the coking plant.

2025-06-01 - Spider web: drones out of lorries burn bombers from Murmansk to Irkutsk
Ukraine's security service had prepared it for a year and a half. More than forty aircraft were hit
on four bases deep inside Russia, it said.

2024-07-08 - Rocket hits Kyiv's children's hospital
At least two people died at Okhmatdyt and over thirty elsewhere in the capital. Rescuers and doctors
carried stones through the night.

2022-06-05 - Wales beat Ukraine and go to the World Cup
An own goal decided the play-off in Cardiff. The visitors, who had beaten Scotland days before, were
applauded by both stands.

2024-08-03 - High jumper Mahuchikh wins gold for Ukraine in Paris
The world record holder slept between her jumps. In the Stade de France, many waved blue and yellow.

2023-05-13 - Liverpool sings for Kyiv, Sweden wins
The contest was held in England on Ukraine's behalf. The organisers had declined to let Zelensky
speak.

2024-04-02 - Department Press Briefing – April 2, 2024
MR MILLER: The killing of seven aid workers of World Central Kitchen must be looked into. QUESTION:
Does this change what you send to Israel? MR MILLER: We have made our expectations plain.

2025-04-15 - State Department: 83 offices may close
Spokeswoman Tammy Bruce did not confirm the plan to shut embassies in Africa and consulates in
Europe. The budget is not made yet, she told reporters.

2022-03-16 other Fifteen points, and neutrality, are talked over by video
Advisers on either side said that a draft was taking shape under which Ukraine would give up joining
the alliance. Podolyak later called it the Russian wish list.

2022-05-18 other Finland and Sweden hand in their letters in Brussels
Stoltenberg received the ambassadors. The two had stayed out of blocs for decades until Russia went
into Ukraine; Turkey has objections.

2022-09-16 other In Samarkand, Modi tells Putin that this is no era for war
A day before, the Russian had admitted that Xi has questions about Ukraine, too.

2023-04-14 other Lula in Beijing: Washington should stop encouraging the war
Brazil's president wants a club of neutral countries that would bring Russia and Ukraine to a table.

2023-10-05 other Granada: Europe's leaders rally around Zelensky
The turmoil in the American House, where money for Kyiv fell out of a stopgap law, was on all minds.

2024-06-13 other Biden and Zelensky sign for ten years in Apulia
The pact binds the United States to train and arm Ukraine. The G7 will lend fifty billion dollars.

2024-12-07 other In the Elysee, Trump sits down with Zelensky and the host
They came for Notre-Dame. It was the first encounter since the American vote.

2025-03-25 other No force on the Black Sea, two papers from Riyadh say
Washington had spoken with each side apart. Moscow wants a bank back in the SWIFT system first.

2025-05-10 other Four Europeans in Kyiv: thirty days from Monday, or else
Macron, Merz, Starmer and Tusk had come by rail and rang up Trump from there.

2025-07-18 other Slovakia gives in, and the eighteenth package is through
The price for Russian crude sinks below forty-eight dollars a barrel. Fico wanted promises on gas.

2022-10-03 state State Department: referenda at gunpoint change no border
Spokesperson Ned Price was asked at Monday's briefing whether Washington would back Ukraine at once
entering the alliance.

2023-03-30 state A reporter is held in Yekaterinburg; US spokesman urges Americans to leave Russia
Vedant Patel, the State Department's deputy spokesman, said that consular access was being sought
for Evan Gershkovich.

2024-08-14 state Vedant Patel on Kursk: Kyiv did not ask
The principal deputy spokesperson said at the State Department that talks go on with Ukraine about
what it aims at there.

2025-04-10 state Bruce: embassy talks in Istanbul are not about Ukraine
The State Department spokeswoman said that only the work of the Russian and American missions was on
the agenda.

2023-12-05 state Department Press Briefing – December 5, 2023
MR MILLER: Hello. QUESTION: The money for Ukraine runs out at the end of the year. What do you tell
Kyiv? MR MILLER: That we will press Congress every day.

2022-08-07 - Islamic Jihad and Israel accept Cairo's truce
Three days of rockets ended late on Sunday. Egypt's mediators will work for the release of two men.

2023-11-30 - Gaza's pause is drawn out by a day, minutes before its end
Blinken was in Tel Aviv. Qatar and Egypt go on mediating.

2024-12-11 - Ankara: Ethiopia and Somalia bury their quarrel over a port
Erdogan had sat with both for eight hours. Technical talks shall begin in February.

2025-10-10 - Gaza's ceasefire is in force
Israel's cabinet voted for Trump's plan. Witkoff and Kushner attended; hostages come home on Monday.

2022-09-12 - Balakliia, Kupiansk, Izium: a map redrawn in six days
Kyiv says that its forces took more ground than Russia since spring. Artillery is aimed at Lyman
now.

2024-05-10 - Vovchansk under fire as Russia opens a front in the north
Armoured columns crossed the border at five in the morning. Ukraine rushed brigades to Kharkiv.

2023-01-01 - Makiivka: a strike on barracks kills scores of conscripts
Mobile phones gave them away, the ministry in Moscow said. Ukraine spoke of hundreds.

2024-07-28 - Fencer Kharlan wins Ukraine's first medal in Paris
She dedicated it to athletes who could not come because Russia had killed them.

2025-05-17 - Basel: Austria sings best, Ukraine comes ninth
Ziferblat had dedicated their song to those who wait at home.

2022-03-22 - Department Press Briefing – March 22, 2022
MR PRICE: I begin with Burma, where the Secretary has found that genocide took place. QUESTION: What
follows from it for the Rohingya? MR PRICE: Attention, and help for those who gather evidence.

2025-05-13 - Bruce on the thaw with Damascus
State Department spokeswoman Tammy Bruce said that the lifting of sanctions on Syria would take its
legal course.
"""

UNSEEN = """\
2022-04-11 other Austria's chancellor sees Putin near Moscow
Nehammer was the first leader of the European Union at his table since the invasion. It was no
friendly visit, he said afterwards, and he left without much hope.

2022-08-18 other Guterres, Erdogan and Zelensky meet in Lviv
They spoke about the grain shipments and about the occupied nuclear plant at Zaporizhzhia, which the
UN wants free of soldiers.

2022-09-30 other Kyiv applies to join NATO by the fast way
Zelensky signed the request hours after Moscow proclaimed that four Ukrainian regions are Russian.

2023-05-26 other China's envoy Li Hui ends his European tour in Moscow
He had been to Kyiv, Warsaw, Paris, Berlin and Brussels. Lavrov told him that there were serious
obstacles to talks.

2024-02-01 other All 27 agree: fifty billion for Ukraine until 2027
Hungary gave up its resistance within an hour of the summit's beginning.

2024-11-17 other Biden lifts limit on American missiles for Ukraine
Kyiv may fire them at targets in Kursk, newspapers report. The Kremlin speaks of oil on the fire.

2025-04-30 other Washington and Kyiv sign their fund for natural resources
Svyrydenko had flown there for it. The aid that was given before is no debt, the text says.

2025-06-02 other Second round in Istanbul: bodies and the young go home
Ukraine and Russia are to return six thousand dead each. On a ceasefire they remained apart.

2022-05-02 state State Department calls Russian plans for Kherson a sham
Washington has information that Moscow means to stage a vote there, spokesman Ned Price told
reporters.

2023-09-05 state Patel: Pyongyang would pay a price for arming Russia
At a briefing the State Department's principal deputy spokesperson said that Kim and Putin may meet
over shells for the war in Ukraine.

2024-12-02 state Department Press Briefing – December 2, 2024
MR MILLER: Good afternoon. QUESTION: Is the new package for Ukraine the last? MR MILLER: We will go
on until the twentieth of January.

2025-05-08 state US State Department spokeswoman: both sides must move
Tammy Bruce was asked whether Washington blames Russia or Ukraine for the standstill, and declined.

2023-10-21 - First lorries cross into Gaza from Rafah
Guterres had come to the gate. Twenty loads are a drop, the World Health Organization said.

2025-04-24 - India closes a border crossing and suspends the water treaty with Pakistan
The diplomats must leave within a week after the attack in Kashmir.

2022-10-08 - Blast on the bridge to Crimea
A span of the road fell into the strait, and fuel wagons burned. Russia spoke of a lorry; Ukraine's
post office announced a stamp.

2023-07-01 - Ukrainian writer Victoria Amelina dies after strike on Kramatorsk
A rocket had hit a pizzeria that reporters and soldiers liked. Thirteen people lost their lives.

2024-05-12 - Belgorod: part of a tower block collapses
Russia blames fragments of a Ukrainian missile. Fifteen dead were found by night.

2023-09-09 - Ukraine hold England in Wroclaw
Zinchenko scored first, Walker levelled. It was England's first lost points in the group.

2024-03-05 - Department Press Briefing – March 5, 2024
MR MILLER: QUESTION: Has Hamas answered in Cairo? MR MILLER: The offer is on the table, and we push
for a pause before Ramadan.

2022-08-29 - Baghdad: State Department spokesman urges calm
After Sadr's followers stormed the palace, Washington called on all sides in Iraq to refrain from
force.
"""


def notes(table: str) -> list[tuple[str, str, str, str]]:
    """Return the day, class, title and text of each note."""
    found = []
    for note in table.strip().split("\n\n"):
        first, _, body = note.partition("\n")
        day, expected, title = first.split(" ", 2)
        found.append((day, expected, title, body.replace("\n", " ")))
    return found


def said(day: str, title: str, body: str) -> str:
    """Return the class that the program gives a note."""
    item = an_item(title=title, body=f"<p>{body}</p>", published=day, publisher="Example Times")
    section = judge(item, TOPIC, CONFIG).section
    return section or "-"


def f1(pairs: list[tuple[str, str]], names: set[str]) -> float:
    """Return the F1 of telling `names` from all else; pairs are (expected, said)."""
    right = sum(expected in names and given in names for expected, given in pairs)
    either = sum((expected in names) + (given in names) for expected, given in pairs)
    return 2 * right / either


@pytest.mark.parametrize("table", [KNOWN, CHECKED, UNSEEN], ids=["known", "checked", "unseen"])
def test_notes_of_other_weeks_are_judged_as_a_desk_editor_would(table: str) -> None:
    """Relevant or not, and which of the three classes."""
    pairs = []
    wrong = []
    for day, expected, title, body in notes(table):
        given = said(day, title, body)
        pairs.append((expected, given))
        if given != expected:
            wrong.append(f"{expected} judged {given}: {title}")
    relevant = f1(pairs, {"state", "other"})
    macro = sum(f1(pairs, {name}) for name in CLASSES) / len(CLASSES)

    assert (relevant >= 0.95, macro >= 0.93) == (True, True), (relevant, macro, wrong)


def test_the_notes_are_many_and_of_all_classes() -> None:
    """A table that lost half of its notes would prove little."""
    for table in (KNOWN, CHECKED, UNSEEN):
        counts = Counter(expected for _, expected, _, _ in notes(table))
        assert sorted(CLASSES) == sorted(counts)
        assert min(counts.values()) >= 4
