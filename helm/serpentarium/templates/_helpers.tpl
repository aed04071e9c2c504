{{- define "serpentarium.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "serpentarium.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "serpentarium.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "serpentarium.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "serpentarium.selectorLabels" -}}
app.kubernetes.io/name: {{ include "serpentarium.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The pods of the service, and not that of `helm test`. */}}
{{- define "serpentarium.workerLabels" -}}
{{ include "serpentarium.selectorLabels" . }}
app.kubernetes.io/component: service
{{- end }}

{{- define "serpentarium.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "serpentarium.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* name, labels and annotations of an object: dict "root" $ "suffix" "-x" "labels" {} "annotations" {} */}}
{{- define "serpentarium.metadata" -}}
name: {{ include "serpentarium.fullname" .root }}{{ .suffix | default "" }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "serpentarium.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "serpentarium.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "serpentarium.fullname" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "serpentarium.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- define "serpentarium.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .Values.runAsUser }}
runAsGroup: {{ .Values.runAsUser }}
fsGroup: {{ .Values.runAsUser }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "serpentarium.securityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop:
    - ALL
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "serpentarium.scaled" -}}
{{- if or .Values.autoscaling.enabled .Values.keda.enabled }}true{{ end }}
{{- end }}

{{- define "serpentarium.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* The file of properties that is laid before the service. */}}
{{- define "serpentarium.configuration" -}}
{{- $spring := dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%vs" (add .Values.drain.seconds 5))) }}
{{- $management := dict }}
{{- with .Values.telemetry }}
{{- if .enabled }}
{{- $otlp := dict "tracing" (dict "export" (dict "otlp" (dict "endpoint" .tracesEndpoint))) }}
{{- $_ := set $management "opentelemetry" $otlp }}
{{- $_ := set $management "tracing" (dict "sampling" (dict "probability" .samplingProbability) "export" (dict "otlp" (dict "enabled" true))) }}
{{- end }}
{{- end }}
{{- $own := dict "spring" $spring }}
{{- if $management }}{{ $_ := set $own "management" $management }}{{ end }}
{{- $service := dict "sessions" (dict "drain" (printf "%vs" .Values.drain.seconds)) }}
{{- with .Values.redis }}
{{- if .enabled }}
{{- $user := ternary "" (printf "%s@" .username) (empty .username) }}
{{- $url := printf "%s://%s%s:%v/%v" (ternary "rediss" "redis" .tls) $user .host .port .database }}
{{- $_ := set $service "cluster" (dict "redis-url" $url) }}
{{- end }}
{{- end }}
{{- $_ := set $own "serpentarium" (mergeOverwrite $service (deepCopy .Values.settings)) }}
{{- toYaml (mergeOverwrite $own (deepCopy .Values.properties)) }}
{{- end }}

{{- /* Refuses values that pass the schema and yet would not work together. */}}
{{- define "serpentarium.validate" -}}
{{- if and .Values.autoscaling.enabled .Values.keda.enabled }}
{{- fail "autoscaling.enabled and keda.enabled exclude each other: KEDA makes an autoscaler of its own" }}
{{- end }}
{{- $several := or (include "serpentarium.scaled" .) (gt (int .Values.replicaCount) 1) }}
{{- if and $several (not .Values.redis.enabled) (not .Values.independentReplicas) }}
{{- fail "several pods need redis.enabled, or independentReplicas if each session may stay with its pod" }}
{{- end }}
{{- range list .Values.autoscaling .Values.keda }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
{{- fail "minReplicas is above maxReplicas" }}
{{- end }}
{{- end }}
{{- end }}
