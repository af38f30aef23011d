#!/bin/sh
# 逐条核对 expectations.txt：每个旧网址应得的状态码和去处。只需要 curl，不需要本系统。
# 用法：sh check-expectations.sh 新服务器的主机:端口 [只核对前几条]
# 例如：sh check-expectations.sh 192.0.2.10:80 200
[ $# -ge 1 ] || { echo "用法：sh check-expectations.sh 主机:端口 [条数]" >&2; exit 2; }
wrong=0; right=0
list=$(dirname "$0")/expectations.txt
while IFS=' ' read -r url code target; do
  case $url in '#'*|'') continue ;; esac
  [ -z "$2" ] || [ $((right + wrong)) -lt "$2" ] || break
  said=$(curl -s -o /dev/null --max-time 30 --path-as-is --globoff --connect-to "::$1" \
    -w '%{http_code} %{redirect_url}' "$url")
  [ "$target" = "-" ] && target=""
  if [ "$said" = "$code $target" ]; then right=$((right + 1)); else
    wrong=$((wrong + 1)); echo "不符：$url 应为 $code $target，实为 $said"
  fi
done < "$list"
echo "相符 $right 条，不符 $wrong 条"
[ "$wrong" -eq 0 ]
