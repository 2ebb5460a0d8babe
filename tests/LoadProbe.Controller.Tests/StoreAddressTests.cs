namespace LoadProbe.Controller.Tests;

public sealed class StoreAddressTests(SharedPostgres shared)
{
    private static StoreAddress? Parse(string text, out string? fault) => StoreAddress.Parse(text, new Vault(), out fault);

    [Theory]
    [InlineData("store.db", "store.db")]
    [InlineData("/var/lib/a:b@c/store.db", "/var/lib/a:b@c/store.db")]
    [InlineData("postgres://me:secret@db.example.com:6432/probes", "postgres://me@db.example.com:6432/probes")]
    [InlineData("postgresql://me:${secret:env:STORE_PASSWORD}@db.example.com/probes", "postgres://me@db.example.com:5432/probes")]
    [InlineData("postgres://me@db.example.com/probes?sslmode=verify-full", "postgres://me@db.example.com:5432/probes")]
    [InlineData("postgres://me@[::1]:6432/probes", "postgres://me@[::1]:6432/probes")]
    public void An_address_is_shown_without_its_password(string text, string shown)
    {
        StoreAddress address = Parse(text, out string? fault)!;
        Assert.Null(fault);
        Assert.Equal(shown, address.Text);
    }

    [Theory]
    [InlineData("", "is empty: ")]
    [InlineData("mysql://me:secret@host/probes", "begins with mysql://, which is no store: ")]
    [InlineData("postgres://host/probes", "has no user: ")]
    [InlineData("postgres://:secret@host/probes", "has no user: ")]
    [InlineData("postgres://me:secret@host", "has no database: ")]
    [InlineData("postgres://me:secret@host/a/b", "has no database: ")]
    [InlineData("postgres://me:secret@host:port/probes", "is not an address: ")]
    [InlineData("postgres://me:secret@host/probes#a", "has something after #: ")]
    [InlineData("postgres://me:secret@host/probes?application_name=a", "has something after its database that is not known: there may be ?sslmode= and &sslrootcert=")]
    [InlineData("postgres://me:secret@host/probes?sslmode=", "has something after its database that is not known: ")]
    [InlineData("postgres://me:secret@host/probes?sslmode=prefer&sslmode=require", "has sslmode twice")]
    [InlineData("postgres://me:secret@host/probes?sslmode=allow", "has sslmode=allow: use disable, prefer, require, verify-ca, verify-full")]
    [InlineData("postgres://me:secret@host/probes?sslmode=Require", "has sslmode=Require: use ")]
    [InlineData("postgres://me:secret@host/probes?sslmode=require&sslrootcert=/etc/ca.pem", "has sslrootcert, which nothing is held against without sslmode=verify-ca or sslmode=verify-full")]
    [InlineData("postgres://me:secret@host/probes?sslrootcert=/etc/ca.pem", "has sslrootcert, which nothing is held against without ")]
    [InlineData("postgres://me:secret@host/probes?sslmode=verify-full&sslrootcert=/no%20where/ca.pem", "has sslrootcert=/no where/ca.pem, which cannot be read: ")]
    [InlineData("postgres://me:secret@host/probes?sslmode=verify-full&sslrootcert=/etc/hostname", "has sslrootcert=/etc/hostname, in which no certificate is (PEM)")]
    [InlineData("postgres://me:${password}@host/probes", "has the variable ${password} in it: ")]
    [InlineData("postgres://me:${secret:env:NOWHERE}@host/probes", "needs ${secret:env:NOWHERE}, which has no value")]
    public void An_address_that_cannot_be_read_is_refused_with_what_would_be_right_and_without_its_password(string text, string expected)
    {
        Assert.Null(Parse(text, out string? fault));
        Assert.StartsWith(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("me:secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_with_every_sign_in_it_opens_a_database()
    {
        PostgresServer server = await shared.Server;
        StoreAddress address = Parse($"postgres://{PostgresServer.User}:${{secret:env:STORE_PASSWORD}}@127.0.0.1:{server.Port}/{await server.CreateDatabaseAsync()}", out _)!;
        await using IStore store = await address.OpenAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty(await store.RunsAsync(1, TestContext.Current.CancellationToken));
        Assert.True(address.Exists);
    }

    private sealed class Vault : ISecretStore
    {
        public string? Read(SecretReference reference) => reference.Name == "STORE_PASSWORD" ? PostgresServer.Password : null;
    }
}
