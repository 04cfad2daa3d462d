# Finds a JDK to build and run Dunlin with; sourced by ./dunlin and ./mvnw. POSIX shell, starts no process to be fast.
#
# find_jdk        sets jdk_found to the home of the first JDK of at least $jdk_wanted, or to '' (and then returns 1);
#                 jdk_seen lists what was looked at, one a line, for the error message.
# DUNLIN_JAVA_HOME, JAVA_HOME, `java` on the PATH and the places where JDKs are usually installed, in this order.

jdk_wanted=25

# Reads the version from the JDK's `release` file, which is much cheaper than running java.
jdk_major() {
  jdk_major_is=
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] || return 1
  while IFS='=' read -r jdk_key jdk_value; do
    [ "$jdk_key" = JAVA_VERSION ] || continue
    jdk_value=${jdk_value#\"}
    jdk_major_is=${jdk_value%%[!0-9]*}
    break
  done <"$1/release"
  [ -n "$jdk_major_is" ]
}

jdk_try() { # home, where it was named
  [ -n "$1" ] || return 1
  if ! jdk_major "$1"; then
    [ "$2" = place ] || jdk_seen="$jdk_seen  $2: $1 (no JDK there)
"
    return 1
  fi
  # A runtime without a compiler can't build.
  if [ "$jdk_major_is" -ge "$jdk_wanted" ] && [ -x "$1/bin/javac" ]; then
    jdk_found=$1
    return 0
  fi
  [ "$2" = place ] && jdk_seen="$jdk_seen  $1 (Java $jdk_major_is)
" || jdk_seen="$jdk_seen  $2: $1 (Java $jdk_major_is)
"
  return 1
}

find_jdk() {
  jdk_found= jdk_seen=
  jdk_try "${DUNLIN_JAVA_HOME-}" DUNLIN_JAVA_HOME && return 0
  jdk_try "${JAVA_HOME-}" JAVA_HOME && return 0
  jdk_java=$(command -v java) || jdk_java=
  while [ -L "$jdk_java" ]; do
    jdk_link=$(readlink "$jdk_java")
    case $jdk_link in
    /*) jdk_java=$jdk_link ;;
    *) jdk_java=${jdk_java%/*}/$jdk_link ;;
    esac
  done
  case $jdk_java in
  */bin/java) jdk_try "${jdk_java%/bin/java}" 'java on the PATH' && return 0 ;;
  esac
  jdk_noglob=
  case $- in *f*) jdk_noglob=f && set +f ;; esac
  for jdk_home in /usr/lib/jvm/* /opt/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ ! -L "$jdk_home" ] || continue
    jdk_try "$jdk_home" place && break
  done
  [ -z "$jdk_noglob" ] || set -f
  [ -n "$jdk_found" ]
}
