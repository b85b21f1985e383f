# sign.ps1 FILE...: Authenticode signatures. Without a key it signs nothing, and says so.
# From the environment: CERTIFICATE (base64 of a .pfx), PASSWORD. Written, not run (packaging/README.md).
$ErrorActionPreference = 'Stop'
if (-not $env:CERTIFICATE) {
    Write-Output "::warning title=NOT SIGNED::there is no signing key: $args is not signed, and Windows will warn of it"
    exit 0
}
$file = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName() + '.pfx')
try {
    [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:CERTIFICATE))
    $password = ConvertTo-SecureString $env:PASSWORD -AsPlainText -Force
    $certificate = Import-PfxCertificate -FilePath $file -Password $password -CertStoreLocation Cert:\CurrentUser\My
    foreach ($program in $args) {
        $signed = Set-AuthenticodeSignature -FilePath $program -Certificate $certificate -HashAlgorithm SHA256 `
            -TimestampServer 'http://timestamp.digicert.com'
        if ($signed.Status -ne 'Valid') { throw "$program was not signed: $($signed.StatusMessage)" }
    }
} finally {
    Remove-Item -Force -ErrorAction SilentlyContinue $file
}
