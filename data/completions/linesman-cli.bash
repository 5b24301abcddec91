# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Completion of linesman-cli for bash.

_linesman_cli()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]-} options='--json --csv --keylog --rsa-key --esp-sa --threads --help'
  options+=' --srtp-keys'
  options+=' --keep-duplicates --shift --align'
  COMPREPLY=()

  if ((COMP_CWORD == 1)) || [[ $COMP_CWORD == 2 && $command == help ]]; then
    mapfile -t COMPREPLY < <(
      compgen -W 'info stats calls conversations messages streams quality packets sound events media registrations subscriptions authentication rtcp srtp videos repairs extensions vq digits texts faxes hosts chats dialogs transactions show flow capture hep captures interfaces fields help --help --version' -- "$current")
    return
  fi
  case $previous in
  --capture-filter | -f | --stop-after | --file-size | --file-time | --files | --memory | --statistics | --alert | --ssh | --ssh-command | --listen | --hep-allow | --hep-patience | --hep-send | --hep-id | --hep-pace) return ;;
  --snap-bytes | --kernel-buffer | --own-buffer) return ;;
  --alert-run)
    mapfile -t COMPREPLY < <(compgen -c -- "$current")
    return
    ;;
  --interface | -i)
    mapfile -t COMPREPLY < <(
      compgen -W "- $(linesman-cli interfaces --csv 2>/dev/null | sed 1d | cut -d, -f1)" -- "$current")
    return
    ;;
  --only)
    mapfile -t COMPREPLY < <(compgen -W 'sip sip+rtp headers' -- "$current")
    return
    ;;
  --call | --call-id | --stream | --codecs | --link | --unlink | --path | --password | --frame | --shift | --threads) return ;;
  --filter | --columns)
    # The last word of the query, or the last name of the list.
    local known before=${current%"${current##*[ ,(!]}"}
    known=$(linesman-cli fields --csv 2>/dev/null | cut -d, -f1)
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$known" -- "${current#"$before"}")
    return
    ;;
  --time)
    mapfile -t COMPREPLY < <(compgen -W 'delta relative clock' -- "$current")
    return
    ;;
  --pages)
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
    return
    ;;
  --buffer)
    mapfile -t COMPREPLY < <(compgen -W 'none 50 200 adaptive joined' -- "$current")
    return
    ;;
  --gaps)
    mapfile -t COMPREPLY < <(compgen -W 'concealed recovered silent' -- "$current")
    return
    ;;
  --channels)
    mapfile -t COMPREPLY < <(compgen -W 'mono stereo each' -- "$current")
    return
    ;;
  esac
  case $command in
  calls) options+=' --all --path --link --unlink' ;;
  conversations) options+=' --link --unlink' ;;
  messages | streams) options+=' --call --call-id --path' ;;
  quality) options+=' --call --call-id --path --stream --levels' ;;
  packets) options+=' --call --call-id --path --stream --problems' ;;
  sound) options+=' --call --call-id --path --stream --output --buffer --gaps --channels --codecs' ;;
  events | media) options+=' --call --call-id' ;;
  faxes) options+=' --pages --replace' ;;
  authentication) options+=' --password --password-file' ;;
  show) options+=' --frame --password --password-file --certificates' ;;
  fields | interfaces) options='--json --csv --help' ;;
  capture) options=${options/ --shift --align/}
    options+=' --all --interface --capture-filter --write --only --stop-after --file-size --file-time'
    options+=' --files --memory --statistics --snap-bytes --kernel-buffer --own-buffer'
    options+=' --no-promiscuous --monitor --hardware-time --keep-on --ask --alert --alert-run --resume --look-back --ssh --ssh-command'
    options+=' --listen --hep-allow --hep-patience --hep-key-file --tls-certificate --tls-key --tls-authorities'
    options+=' --hep-send --hep-id --hep-pace --hep-send-key-file --hep-send-tls-certificate --hep-send-tls-key'
    options+=' --hep-send-tls-authorities' ;;
  hep) options+=' --call --call-id --hep-send --hep-id --hep-pace --hep-key-file --tls-certificate --tls-key --tls-authorities' ;;
  captures) options='--stop --discard --json --csv --help' ;;
  flow) options+=' --call --call-id --output --legs --link --unlink --ports --no-media'
    options+=' --no-events --no-fold --time' ;;
  esac
  case $command in
  calls | conversations | messages | streams | quality | packets | sound | events | media | hosts)
    options+=' --filter --columns' ;;
  registrations | subscriptions | authentication | rtcp | srtp | videos | repairs | extensions | vq | digits | texts | faxes | chats | dialogs | transactions)
    options+=' --filter --columns --call --call-id' ;;
  stats | show | flow | capture | hep) options+=' --filter' ;;
  esac
  if [[ $current == -* && $previous != -o && $previous != --output && $previous != -w ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  else
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}

complete -F _linesman_cli linesman-cli
