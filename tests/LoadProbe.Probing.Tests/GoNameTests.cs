using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing.Tests;

public sealed class GoNameTests
{
    // A certificate with these was shown to blackbox_exporter 0.23, which wrote it so.
    [Fact]
    public void Names_are_written_as_the_exporter_writes_them()
    {
        X500DistinguishedName name = Name(
            ("2.5.4.6", "DE", UniversalTagNumber.PrintableString), ("2.5.4.8", "Bavaria", UniversalTagNumber.UTF8String), ("2.5.4.7", "Muenchen", UniversalTagNumber.UTF8String),
            ("2.5.4.10", "A", UniversalTagNumber.UTF8String), ("2.5.4.11", "z", UniversalTagNumber.UTF8String), ("2.5.4.9", "Main 1", UniversalTagNumber.UTF8String),
            ("2.5.4.17", "80331", UniversalTagNumber.UTF8String), ("2.5.4.5", "77", UniversalTagNumber.PrintableString), ("2.5.4.3", " odd #1", UniversalTagNumber.UTF8String),
            ("1.2.840.113549.1.9.1", "a@b.c", UniversalTagNumber.IA5String), ("0.9.2342.19200300.100.1.25", "example", UniversalTagNumber.IA5String));
        Assert.Equal(@"SERIALNUMBER=77,CN=\ odd #1,OU=z,O=A,POSTALCODE=80331,STREET=Main 1,L=Muenchen,ST=Bavaria,C=DE,0.9.2342.19200300.100.1.25=#13076578616d706c65,1.2.840.113549.1.9.1=#0c056140622e63", GoName.Of(name));
    }

    [Fact]
    public void What_would_be_read_as_something_else_is_escaped() => Assert.Equal("CN=Test \\\"CA\\\",O=Test\\, Inc", GoName.Of(Name(("2.5.4.10", "Test, Inc", UniversalTagNumber.UTF8String), ("2.5.4.3", "Test \"CA\"", UniversalTagNumber.UTF8String))));

    [Fact]
    public void Of_a_kind_that_is_there_twice_both_are_one_part() => Assert.Equal("OU=a+OU=b", GoName.Of(Name(("2.5.4.11", "a", UniversalTagNumber.UTF8String), ("2.5.4.11", "b", UniversalTagNumber.UTF8String))));

    private static X500DistinguishedName Name(params (string Oid, string Value, UniversalTagNumber Kind)[] parts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((string oid, string value, UniversalTagNumber kind) in parts)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    writer.WriteCharacterString(kind, value);
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }
}
