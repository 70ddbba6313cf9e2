#!/bin/sh
# make upgrade: after `git pull` packages, stylesheets and tables follow the program, or all of
# them stay as they were. What is there is kept beside it meanwhile, as hard links: no copy, no
# network is needed for the way back, also after a cut in the power supply.
set -eu
cd "$(dirname "$0")/.."

KEPT=.before-upgrade
PROGRAM=.venv/.program    # the version of the program that was installed last

exec 9>.upgrade.lock
flock -n 9 || {
    echo 'Eine andere Aktualisierung läuft gerade. Diese hier hat nichts geändert.' >&2
    exit 1
}
[ -d .venv ] || [ -d "$KEPT" ] || {
    echo 'Hier wurde noch nichts installiert. Bitte rufen Sie zuerst auf:  make run' >&2
    exit 1
}

put_back() {
    for part in .venv node_modules; do
        [ -d "$KEPT/$part" ] || continue
        rm -rf "$part.failed"
        [ ! -d "$part" ] || mv "$part" "$part.failed"
        mv "$KEPT/$part" "$part"
        rm -rf "$part.failed"
    done
    rm -rf "$KEPT"
}

ended() {
    code=$?
    trap - EXIT
    rm -rf "$KEPT.new"
    [ "$code" = 0 ] && exit 0
    [ ! -d "$KEPT" ] || put_back
    {
        echo
        echo 'Die Aktualisierung ist nicht gelungen; der Grund steht darüber.'
        echo 'Datenbank, Pakete und Stylesheets sind wie vorher.'
        old=$(cat "$PROGRAM" 2>/dev/null || git rev-parse -q --verify ORIG_HEAD || true)
        if [ -n "$old" ]; then
            echo 'Zurück zum vorigen Programm, das zu ihnen passt:'
            echo "  git reset --keep $old"
        fi
        echo 'Danach läuft alles wie bisher. Ein neuer Versuch:  git pull && make upgrade'
    } >&2
    exit 1
}
trap ended EXIT
trap 'exit 130' INT TERM HUP

if [ -d "$KEPT" ]; then
    echo 'Die vorige Aktualisierung wurde unterbrochen. Es geht vom Stand davor aus weiter.'
    put_back
fi
rm -rf "$KEPT.new" .venv.failed node_modules.failed
mkdir "$KEPT.new"
for part in .venv node_modules; do
    [ -d "$part" ] || continue
    cp -al "$part" "$KEPT.new/$part"
    for stamp in "$part"/.stamp*; do # their times change in place, so they are no links
        [ ! -f "$stamp" ] || cp -p --remove-destination "$stamp" "$KEPT.new/$stamp"
    done
done
mv "$KEPT.new" "$KEPT"

"${MAKE:-make}" --no-print-directory installed
.venv/bin/python -m flask --app app upgrade

rm -f "$PROGRAM"
git rev-parse -q --verify HEAD >"$PROGRAM" 2>/dev/null || rm -f "$PROGRAM"
rm -rf "$KEPT"
echo
echo 'Treffwerk ist aktualisiert. Bitte starten Sie es jetzt neu, auf jedem Rechner, auf dem es läuft:'
echo '  sudo systemctl restart treffwerk      (oder: make run beenden und wieder aufrufen)'
