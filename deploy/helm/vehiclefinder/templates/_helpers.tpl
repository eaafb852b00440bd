{{- define "vehiclefinder.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* Labels that select: root, component, and shard where it has one. */ -}}
{{- define "vehiclefinder.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- if hasKey . "shard" }}
shard: {{ .shard | quote }}
{{- end }}
{{- end -}}

{{- define "vehiclefinder.labels" -}}
{{ include "vehiclefinder.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* Variables of the environment: root, settings (of one component). */ -}}
{{- define "vehiclefinder.env" -}}
- name: VEHICLEFINDER_DATABASE
  valueFrom:
    secretKeyRef:
      name: {{ required "database.secret: the Secret that holds the address of PostgreSQL" .root.Values.database.secret }}
      key: {{ .root.Values.database.key }}
- name: VEHICLEFINDER_MEDIA
{{- with .root.Values.media }}
{{- if .claim }}
  value: file:///media
{{- else if .secret }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- else }}
  value: {{ required "media: a place for pictures that workers and searchers reach, as url, secret or claim" .url | quote }}
{{- end }}
{{- end }}
{{- range $name, $value := mergeOverwrite (dict) .root.Values.settings .settings }}
- name: VEHICLEFINDER_{{ upper $name }}
  value: {{ if kindIs "float64" $value }}{{ $value | int64 | toString | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- range $name, $at := .root.Values.secretSettings }}
- name: VEHICLEFINDER_{{ upper $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $at.secret }}
      key: {{ $at.key }}
{{- end }}
{{- end -}}

{{- define "vehiclefinder.container" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- with .Values.envFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Ready is who can search or ingest; alive is who answers, whatever it is busy with. */ -}}
{{- define "vehiclefinder.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}

{{- define "vehiclefinder.mounts" -}}
- name: home
  mountPath: /data
- name: tmp
  mountPath: /tmp
{{- if .Values.media.claim }}
- name: media
  mountPath: /media
{{- end }}
{{- with .Values.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "vehiclefinder.volumes" -}}
- name: tmp
  emptyDir: {}
{{- if .Values.media.claim }}
- name: media
  persistentVolumeClaim:
    claimName: {{ .Values.media.claim }}
{{- end }}
{{- with .Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* What pods of both kinds have: root, component, and of (its values). */ -}}
{{- define "vehiclefinder.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
terminationGracePeriodSeconds: {{ .of.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "vehiclefinder.selector" . | nindent 8 }}
{{- with .of.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
