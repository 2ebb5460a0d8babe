namespace LoadProbe.Probing.Tests;

/// <summary>A store with one secret, whatever is asked for.</summary>
internal sealed class KnownSecret : ISecretStore
{
    public const string Value = "p4ss/word";

    public string? Read(SecretReference reference) => Value;
}
