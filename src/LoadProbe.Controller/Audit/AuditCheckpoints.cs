using System.Security.Cryptography;
using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>
/// Signed checkpoints of the audit in a folder outside the store, one after each entry: whoever can write to the store, and makes the whole
/// chain anew or cuts its end off, cannot make these fit. Open as long as the store is.
/// </summary>
public sealed class AuditCheckpoints : IDisposable
{
    /// <summary>A checkpoint each line, in JSON.</summary>
    public const string File = "checkpoints.jsonl";

    /// <summary>What they are verified with.</summary>
    public const string PublicKey = "audit.pub";

    private const string PrivateKey = "audit.key";

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ECDsa _key;
    private readonly FileStream _file;
    private readonly Lock _turn = new();
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;

    private AuditCheckpoints(ECDsa key, FileStream file, Action<string> tell, TimeProvider time) => (_key, _file, _tell, _time) = (key, file, tell, time);

    /// <summary>Uses a folder, with the key that is there or a new one.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    /// <exception cref="InvalidDataException">The key in it is none.</exception>
    public static AuditCheckpoints Open(string folder, Action<string> tell, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        ECDsa key = Key(Path.Combine(folder, PrivateKey), Path.Combine(folder, PublicKey));
        return new AuditCheckpoints(key, new FileStream(Path.Combine(folder, File), FileMode.Append, FileAccess.Write, FileShare.Read), tell, time);
    }

    /// <summary>Writes a checkpoint, safe on the disk when it returns; what cannot be written is said, and keeps nobody from anything.</summary>
    public void Write(AuditEntry entry)
    {
        var unsigned = new AuditCheckpoint(entry.Number, entry.Hash, _time.GetUtcNow().Rfc3339(), "");
        lock (_turn)
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(unsigned with { Signature = Convert.ToBase64String(_key.SignData(unsigned.Signed, HashAlgorithmName.SHA256)) }, Snake), (byte)'\n'];
            try
            {
                _file.Write(line);
                _file.Flush(flushToDisk: true);
            }
            catch (IOException e)
            {
                _tell($"the checkpoint of entry {entry.Number} of the audit could not be written: {e.Message}");
            }
        }
    }

    /// <summary>Reads a file of checkpoints.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What they are signed by; null = signatures are not looked at.</param>
    /// <param name="fault">The first line that is no checkpoint, or not signed by that key.</param>
    /// <returns>Null with a fault.</returns>
    public static IReadOnlyList<AuditCheckpoint>? Read(string path, ECDsa? key, out string? fault)
    {
        fault = null;
        var all = new List<AuditCheckpoint>();
        foreach ((int index, string line) in System.IO.File.ReadLines(path).Index())
        {
            if (Parse(line) is not { } checkpoint) fault = $"{path}:{index + 1}: this is no checkpoint of an audit";
            else if (key is not null && !IsSigned(checkpoint, key)) fault = $"{path}:{index + 1}: checkpoint {checkpoint.Number} is not signed by this key: it was changed, or another controller wrote it";
            else all.Add(checkpoint);
            if (fault is not null) return null;
        }

        return all;
    }

    public void Dispose()
    {
        _file.Dispose();
        _key.Dispose();
    }

    private static AuditCheckpoint? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditCheckpoint>(line, Snake) is { Hash: not null, At: not null, Signature: not null } checkpoint ? checkpoint : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSigned(AuditCheckpoint checkpoint, ECDsa key)
    {
        byte[] signature = new byte[checkpoint.Signature.Length];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out int length) && key.VerifyData(checkpoint.Signed, signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    private static ECDsa Key(string path, string open)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (System.IO.File.Exists(path))
        {
            try
            {
                key.ImportFromPem(System.IO.File.ReadAllText(path));
            }
            catch (Exception e) when (e is ArgumentException or CryptographicException)
            {
                key.Dispose();
                throw new InvalidDataException($"{path} is no key for checkpoints: {e.Message}", e);
            }
        }
        else
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(path, options);
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        }

        System.IO.File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        return key;
    }
}
